package dev.preceptor.recipe;

import java.util.Collection;
import java.util.Comparator;

/** Finds what a mistyped name was meant to be. */
public final class NearestName {
  /** More characters than any name has; bounds the work that a hostile name can cause. */
  private static final int MAX_CHARS = 64;

  private NearestName() {}

  /** The candidate of the least Levenshtein distance; of several, the first. */
  public static String to(String name, Collection<String> candidates) {
    String typed = name.substring(0, Math.min(name.length(), MAX_CHARS));
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(typed, candidate)))
        .orElseThrow();
  }

  /** How many single characters must be inserted, deleted or replaced. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
