package dev.preceptor.vqa.grader;

import java.util.List;

/** The text of several that is most like another, as benchmarks choose it by Python's difflib. */
final class MostSimilar {

  private MostSimilar() {}

  /**
   * The index of the first text with the highest ratio.
   *
   * @param none returned if no text has anything in common with the other one
   */
  static int index(List<String> texts, String other, int none) {
    int index = none;
    double highest = 0;
    for (int i = 0; i < texts.size(); i++) {
      double ratio = SequenceMatcher.ratio(texts.get(i), other);
      if (ratio > highest) {
        index = i;
        highest = ratio;
      }
    }
    return index;
  }
}
