package dev.preceptor.recipe;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what a mistyped name was meant to be. */
public final class NearestName {
  /** More characters than any name has; bounds the work that a hostile name can cause. */
  private static final int MAX_CHARS = 64;

  private NearestName() {}

  /** The candidate of the least Levenshtein distance; of several, the first. */
  public static String to(String name, Collection<String> candidates) {
    String typed = name.substring(0, Math.min(name.length(), MAX_CHARS));
    return candidates.stream()
        .min(
            Comparator.comparingInt(
                candidate -> LevenshteinDistance.getDefaultInstance().apply(typed, candidate)))
        .orElseThrow();
  }
}
