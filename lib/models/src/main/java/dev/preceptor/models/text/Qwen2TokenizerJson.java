package dev.preceptor.models.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code tokenizer.json} that transformers makes from a Qwen2 vocabulary: byte-level BPE over
 * NFC.
 */
final class Qwen2TokenizerJson {

  private Qwen2TokenizerJson() {}

  /**
   * The document.
   *
   * @param ids ids by token
   * @param merges pairs of tokens in the order in which they are merged
   * @param addedTokens the added tokens with their flags and ids, in the order of ids
   */
  static Map<String, Object> of(
      Map<String, Integer> ids, List<List<String>> merges, List<Map<String, Object>> addedTokens) {
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
    model.put("merges", merges);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("version", "1.0");
    all.put("truncation", null);
    all.put("padding", null);
    all.put("added_tokens", addedTokens);
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

  /** An added token as both {@code tokenizer.json} and {@code tokenizer_config.json} write it. */
  static Map<String, Object> specialToken(String content) {
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("content", content);
    token.put("single_word", false);
    token.put("lstrip", false);
    token.put("rstrip", false);
    token.put("normalized", false);
    token.put("special", true);
    return token;
  }
}
