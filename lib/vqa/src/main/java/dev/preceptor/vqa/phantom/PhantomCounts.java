package dev.preceptor.vqa.phantom;

import java.util.Map;

/**
 * What was written.
 *
 * @param train questions in train.csv
 * @param test questions in test.csv
 * @param images images in images/
 * @param families questions of both files by family name
 */
public record PhantomCounts(int train, int test, int images, Map<String, Integer> families) {
  public PhantomCounts {
    families = Map.copyOf(families);
  }
}
