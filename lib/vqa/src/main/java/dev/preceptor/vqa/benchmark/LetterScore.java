package dev.preceptor.vqa.benchmark;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the questions went whose right answer is one letter.
 *
 * @param n questions
 * @param accuracy share of right answers among them
 */
public record LetterScore(int n, double accuracy) {

  /** The scores by letter, of those that are the right answer of any question. */
  public static Map<Character, LetterScore> of(List<QuestionScore> scores) {
    Map<Character, LetterScore> out = new TreeMap<>();
    for (QuestionScore score : scores) {
      LetterScore single = new LetterScore(1, score.correct() ? 1 : 0);
      out.merge(score.answer(), single, LetterScore::and);
    }
    return out;
  }

  private LetterScore and(LetterScore other) {
    int both = n + other.n;
    return new LetterScore(both, (n * accuracy + other.n * other.accuracy) / both);
  }
}
