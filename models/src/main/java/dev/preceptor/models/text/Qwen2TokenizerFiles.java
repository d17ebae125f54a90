package dev.preceptor.models.text;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a vocabulary as the files of a Qwen2-VL tokenizer, as transformers reads them: {@code
 * vocab.json}, {@code merges.txt}, {@code tokenizer.json} and {@code tokenizer_config.json}.
 * Qwen2-VL's special tokens follow the vocabulary.
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

  /** Qwen2-VL's turns, without the system turn that it adds of its own accord. */
  public static final String CHAT_TEMPLATE =
      "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
          + "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
          + "{% for content in message['content'] %}{% if content['type'] == 'image' %}"
          + "<|vision_start|><|image_pad|><|vision_end|>{% elif 'text' in content %}"
          + "{{ content['text'] }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Qwen2TokenizerFiles() {}

  /** File contents by file name. */
  public static Map<String, byte[]> of(BpeVocabulary vocabulary) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    vocabulary.tokens().forEach(token -> ids.put(token, ids.size()));
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("vocab.json", json(ids));
    files.put("merges.txt", mergesText(vocabulary).getBytes(StandardCharsets.UTF_8));
    files.put("tokenizer.json", json(fastTokenizer(vocabulary, ids)));
    files.put("tokenizer_config.json", json(configuration(vocabulary)));
    return files;
  }

  private static String mergesText(BpeVocabulary vocabulary) {
    StringBuilder text = new StringBuilder("#version: 0.2\n");
    vocabulary.merges().forEach(merge -> text.append(merge.left() + " " + merge.right() + "\n"));
    return text.toString();
  }

  private static Map<String, Object> fastTokenizer(
      BpeVocabulary vocabulary, Map<String, Integer> ids) {
    List<Object> added = new ArrayList<>();
    for (String token : SPECIAL_TOKENS) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("id", ids.size() + added.size());
      entry.putAll(specialToken(token));
      added.add(entry);
    }
    Map<String, Object> split = new LinkedHashMap<>();
    split.put("type", "Split");
    split.put("pattern", Map.of("Regex", BpeTrainer.QWEN2_SPLIT));
    split.put("behavior", "Isolated");
    split.put("invert", false);
    Map<String, Object> preTokenizer = new LinkedHashMap<>();
    preTokenizer.put("type", "Sequence");
    preTokenizer.put("pretokenizers", List.of(split, byteLevel()));
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("dropout", null);
    model.put("unk_token", null);
    model.put("continuing_subword_prefix", "");
    model.put("end_of_word_suffix", "");
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("vocab", ids);
    model.put(
        "merges",
        vocabulary.merges().stream().map(merge -> List.of(merge.left(), merge.right())).toList());
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("version", "1.0");
    all.put("truncation", null);
    all.put("padding", null);
    all.put("added_tokens", added);
    all.put("normalizer", Map.of("type", "NFC"));
    all.put("pre_tokenizer", preTokenizer);
    all.put("post_processor", byteLevel());
    all.put("decoder", byteLevel());
    all.put("model", model);
    return all;
  }

  private static Map<String, Object> byteLevel() {
    Map<String, Object> byteLevel = new LinkedHashMap<>();
    byteLevel.put("type", "ByteLevel");
    byteLevel.put("add_prefix_space", false);
    byteLevel.put("trim_offsets", false);
    byteLevel.put("use_regex", false);
    return byteLevel;
  }

  private static Map<String, Object> configuration(BpeVocabulary vocabulary) {
    Map<String, Object> decoder = new LinkedHashMap<>();
    for (String token : SPECIAL_TOKENS) {
      decoder.put(String.valueOf(vocabulary.tokens().size() + decoder.size()), specialToken(token));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("add_prefix_space", false);
    all.put("added_tokens_decoder", decoder);
    all.put("additional_special_tokens", SPECIAL_TOKENS.subList(1, SPECIAL_TOKENS.size()));
    all.put("bos_token", null);
    all.put("chat_template", CHAT_TEMPLATE);
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

  private static Map<String, Object> specialToken(String content) {
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("content", content);
    token.put("single_word", false);
    token.put("lstrip", false);
    token.put("rstrip", false);
    token.put("normalized", false);
    token.put("special", true);
    return token;
  }

  private static byte[] json(Object value) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(indenter);
    try {
      return (JSON.writer(printer).writeValueAsString(value) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
