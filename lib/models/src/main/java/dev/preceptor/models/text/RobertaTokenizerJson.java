package dev.preceptor.models.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code tokenizer.json} that transformers makes from a RoBERTa vocabulary: byte-level BPE of
 * GPT-2's words. It adds no tokens around a text: the model does, because it encodes two texts at
 * once.
 */
final class RobertaTokenizerJson {

  private RobertaTokenizerJson() {}

  /**
   * The document.
   *
   * @param ids ids by token
   * @param merges pairs of tokens in the order in which they are merged
   * @param addedTokens the added tokens with their flags and ids, in the order of ids
   * @param addPrefixSpace whether a text is read as if it began with a space
   */
  static Map<String, Object> of(
      Map<String, Integer> ids,
      List<List<String>> merges,
      List<Map<String, Object>> addedTokens,
      boolean addPrefixSpace) {
    Map<String, Object> all = Qwen2TokenizerJson.of(ids, merges, addedTokens);
    Map<String, Object> byteLevel = new LinkedHashMap<>();
    byteLevel.put("type", "ByteLevel");
    byteLevel.put("add_prefix_space", addPrefixSpace);
    byteLevel.put("trim_offsets", true);
    byteLevel.put("use_regex", true);
    all.put("normalizer", null);
    all.put("pre_tokenizer", byteLevel);
    return all;
  }
}
