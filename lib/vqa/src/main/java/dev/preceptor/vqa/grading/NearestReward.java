package dev.preceptor.vqa.grading;

import java.util.Collection;
import java.util.Comparator;

/** Finds the known name that is closest to a mistyped one. */
final class NearestReward {

  /** Longer than any name; bounds the work that a hostile name can cause. */
  private static final int MAX_CHARACTERS = 64;

  private NearestReward() {}

  /** The known name with the smallest Levenshtein distance; the first in case of a tie. */
  static String to(String name, Collection<String> known) {
    String typed = name.substring(0, Math.min(name.length(), MAX_CHARACTERS));
    return known.stream()
        .min(Comparator.comparingInt(other -> editDistance(typed, other)))
        .orElseThrow();
  }

  private static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
