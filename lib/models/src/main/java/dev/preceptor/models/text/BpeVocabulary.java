package dev.preceptor.models.text;

import java.util.List;

/**
 * A BPE vocabulary: a token's id is its place in {@code tokens}; merges are applied in their order.
 * Byte-level tokens are written in GPT-2's alphabet, in which every byte is a printable letter;
 * those of words end in {@code </w>} where a word does.
 */
public record BpeVocabulary(List<String> tokens, List<Merge> merges) {

  /** Two neighbouring tokens that become one. */
  public record Merge(String left, String right) {}

  public BpeVocabulary {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }
}
