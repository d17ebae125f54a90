package dev.preceptor.models.text;

import java.util.List;

/**
 * A BPE vocabulary: a token's id is its index in {@code tokens}; merges are applied in order.
 * Byte-level tokens are written in GPT-2's alphabet, which maps every byte to a printable
 * character; word-level tokens end in {@code </w>} at the end of a word.
 */
public record BpeVocabulary(List<String> tokens, List<Merge> merges) {

  /** Two adjacent tokens that are merged into one. */
  public record Merge(String left, String right) {}

  public BpeVocabulary {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }
}
