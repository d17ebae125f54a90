package dev.preceptor.vqa.benchmark;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The accuracy on the questions with the same correct letter.
 *
 * @param n number of questions
 * @param accuracy fraction of them answered correctly
 */
public record LetterScore(int n, double accuracy) {

  /** The scores by correct letter; letters that no question has are left out. */
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
