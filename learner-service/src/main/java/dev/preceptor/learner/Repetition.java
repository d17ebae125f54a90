package dev.preceptor.learner;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How much of a text repeats what it said before: 1 minus its distinct n-grams over all of them.
 */
final class Repetition {

  /** Shorter sequences of tokens come back in any text. */
  private static final int LENGTH = 4;

  private Repetition() {}

  /**
   * The share of a response's sequences of four tokens that it has had before.
   *
   * @return from 0 to below 1; 0 for a response too short to repeat one
   */
  static double share(List<Integer> tokens) {
    int sequences = tokens.size() - LENGTH + 1;
    if (sequences < 2) {
      return 0;
    }
    Set<List<Integer>> distinct = new HashSet<>();
    for (int i = 0; i < sequences; i++) {
      distinct.add(tokens.subList(i, i + LENGTH));
    }
    return 1 - (double) distinct.size() / sequences;
  }
}
