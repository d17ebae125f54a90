package dev.preceptor.vqa.phantom;

import java.util.Map;

/**
 * The number of questions and images written.
 *
 * @param train questions in train.csv
 * @param test questions in test.csv
 * @param images files in images/
 * @param families questions in both files, by family name
 */
public record PhantomCounts(int train, int test, int images, Map<String, Integer> families) {
  public PhantomCounts {
    families = Map.copyOf(families);
  }
}
