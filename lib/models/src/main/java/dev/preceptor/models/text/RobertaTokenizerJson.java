package dev.preceptor.models.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code tokenizer.json} that transformers makes of a RoBERTa vocabulary: byte-level BPE of
 * GPT-2's words. The tokens around a text are left to the model, which puts two texts between them.
 */
final class RobertaTokenizerJson {

  private RobertaTokenizerJson() {}

  /**
   * The document.
   *
   * @param ids ids by token
   * @param merges pairs of tokens in the order in which they are merged
   * @param addedTokens with their flags and ids, in the order of ids
   * @param addPrefixSpace whether a text is read as if a space stood before it
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
