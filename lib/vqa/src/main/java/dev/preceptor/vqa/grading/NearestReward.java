package dev.preceptor.vqa.grading;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the known name that is closest to a mistyped one. */
final class NearestReward {

  /** Longer than any name; bounds the work that a hostile name can cause. */
  private static final int MAX_CHARACTERS = 64;

  private NearestReward() {}

  /** The known name with the smallest Levenshtein distance; the first in case of a tie. */
  static String to(String name, Collection<String> known) {
    String typed = name.substring(0, Math.min(name.length(), MAX_CHARACTERS));
    return known.stream()
        .min(
            Comparator.comparingInt(
                other -> LevenshteinDistance.getDefaultInstance().apply(typed, other)))
        .orElseThrow();
  }
}
