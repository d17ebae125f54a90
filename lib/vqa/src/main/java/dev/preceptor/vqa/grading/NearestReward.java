package dev.preceptor.vqa.grading;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what a mistyped name was meant to be. */
final class NearestReward {

  /** More characters than any name has; bounds the work that a hostile name can cause. */
  private static final int MAX_CHARACTERS = 64;

  private NearestReward() {}

  /** The known name of the least Levenshtein distance; of several, the first. */
  static String to(String name, Collection<String> known) {
    String typed = name.substring(0, Math.min(name.length(), MAX_CHARACTERS));
    return known.stream()
        .min(
            Comparator.comparingInt(
                other -> LevenshteinDistance.getDefaultInstance().apply(typed, other)))
        .orElseThrow();
  }
}
