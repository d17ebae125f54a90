package dev.preceptor.models.text;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a vocabulary of words as the files of a BioGPT tokenizer, as transformers reads them:
 * {@code vocab.json}, {@code merges.txt} (which has no version line) and {@code
 * tokenizer_config.json}. BioGPT's special tokens precede the vocabulary, so a token's id is its
 * index plus four.
 */
public final class BioGptTokenizerFiles {

  /** BioGPT's special tokens in the order of their ids. */
  public static final List<String> SPECIAL_TOKENS = List.of("<s>", "<pad>", "</s>", "<unk>");

  private BioGptTokenizerFiles() {}

  /**
   * File contents by file name.
   *
   * @param vocabulary a word-level vocabulary, see {@link BpeTrainer#trainWords}
   * @param modelMaxLength the model's longest input, in tokens
   */
  public static Map<String, byte[]> of(BpeVocabulary vocabulary, int modelMaxLength) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    SPECIAL_TOKENS.forEach(token -> ids.put(token, ids.size()));
    vocabulary.tokens().forEach(token -> ids.put(token, ids.size()));
    StringBuilder merges = new StringBuilder();
    vocabulary.merges().forEach(merge -> merges.append(merge.left() + " " + merge.right() + "\n"));
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("vocab.json", TokenizerJson.of(ids));
    files.put("merges.txt", merges.toString().getBytes(StandardCharsets.UTF_8));
    files.put("tokenizer_config.json", TokenizerJson.of(configuration(modelMaxLength)));
    return files;
  }

  private static Map<String, Object> configuration(int modelMaxLength) {
    Map<String, Object> decoder = new LinkedHashMap<>();
    for (String token : SPECIAL_TOKENS) {
      decoder.put(String.valueOf(decoder.size()), Qwen2TokenizerJson.specialToken(token));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("added_tokens_decoder", decoder);
    all.put("bos_token", "<s>");
    all.put("clean_up_tokenization_spaces", false);
    all.put("eos_token", "</s>");
    all.put("model_max_length", modelMaxLength);
    all.put("pad_token", "<pad>");
    all.put("sep_token", "</s>");
    all.put("tokenizer_class", "BioGptTokenizer");
    all.put("unk_token", "<unk>");
    return all;
  }
}
