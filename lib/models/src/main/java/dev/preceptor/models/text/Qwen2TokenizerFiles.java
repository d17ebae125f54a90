package dev.preceptor.models.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a vocabulary as the files of a Qwen2-VL tokenizer, as transformers reads them: {@code
 * vocab.json}, {@code merges.txt}, {@code tokenizer.json}, {@code tokenizer_config.json} and {@code
 * chat_template.jinja}, which its processor reads too. Qwen2-VL's special tokens follow the
 * vocabulary.
 */
public final class Qwen2TokenizerFiles {
  /** Qwen2-VL's special tokens in the order of their ids. */
  public static final List<String> SPECIAL_TOKENS =
      List.of(
          "<|endoftext|>",
          "<|im_start|>",
          "<|im_end|>",
          "<|vision_start|>",
          "<|vision_end|>",
          "<|vision_pad|>",
          "<|image_pad|>",
          "<|video_pad|>");

  /** Qwen2-VL's turns, without the system turn that its own template adds. */
  public static final String CHAT_TEMPLATE =
      "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
          + "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
          + "{% for content in message['content'] %}{% if content['type'] == 'image' %}"
          + "<|vision_start|><|image_pad|><|vision_end|>{% elif 'text' in content %}"
          + "{{ content['text'] }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  private Qwen2TokenizerFiles() {}

  /** File contents by file name. */
  public static Map<String, byte[]> of(BpeVocabulary vocabulary) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    vocabulary.tokens().forEach(token -> ids.put(token, ids.size()));
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("vocab.json", TokenizerJson.of(ids));
    files.put("merges.txt", mergesText(vocabulary).getBytes(StandardCharsets.UTF_8));
    files.put("tokenizer.json", TokenizerJson.of(fastTokenizer(vocabulary, ids)));
    files.put("tokenizer_config.json", TokenizerJson.of(configuration(vocabulary)));
    files.put("chat_template.jinja", CHAT_TEMPLATE.getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private static String mergesText(BpeVocabulary vocabulary) {
    StringBuilder text = new StringBuilder("#version: 0.2\n");
    vocabulary.merges().forEach(merge -> text.append(merge.left() + " " + merge.right() + "\n"));
    return text.toString();
  }

  private static Map<String, Object> fastTokenizer(
      BpeVocabulary vocabulary, Map<String, Integer> ids) {
    List<Map<String, Object>> added = new ArrayList<>();
    for (String token : SPECIAL_TOKENS) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("id", ids.size() + added.size());
      entry.putAll(Qwen2TokenizerJson.specialToken(token));
      added.add(entry);
    }
    List<List<String>> merges =
        vocabulary.merges().stream().map(merge -> List.of(merge.left(), merge.right())).toList();
    return Qwen2TokenizerJson.of(ids, merges, added);
  }

  private static Map<String, Object> configuration(BpeVocabulary vocabulary) {
    Map<String, Object> decoder = new LinkedHashMap<>();
    for (String token : SPECIAL_TOKENS) {
      decoder.put(
          String.valueOf(vocabulary.tokens().size() + decoder.size()),
          Qwen2TokenizerJson.specialToken(token));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("add_prefix_space", false);
    all.put("added_tokens_decoder", decoder);
    all.put("additional_special_tokens", SPECIAL_TOKENS.subList(1, SPECIAL_TOKENS.size()));
    all.put("bos_token", null);
    all.put("clean_up_tokenization_spaces", false);
    all.put("eos_token", "<|im_end|>");
    all.put("errors", "replace");
    all.put("model_max_length", 4096);
    all.put("pad_token", "<|endoftext|>");
    all.put("processor_class", "Qwen2VLProcessor");
    all.put("split_special_tokens", false);
    all.put("tokenizer_class", "Qwen2Tokenizer");
    all.put("unk_token", null);
    return all;
  }
}
