package dev.preceptor.vqa.benchmark;

import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.grading.Grade;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.metric.Measure;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What is known of the answer to one question.
 *
 * @param row the question's row in its file
 * @param answer the correct letter
 * @param given the policy's answer
 * @param accuracy the accuracy reward of the response
 * @param formatted whether the format reward is 1
 * @param graders whether it is correct, by the grader's name
 * @param measures by the metric's name; none of a metric that has not been asked
 * @param seconds its share of the time that its batch took
 */
public record QuestionScore(
    long row,
    char answer,
    Answer given,
    Grade accuracy,
    boolean formatted,
    Map<String, Boolean> graders,
    Map<String, Measure> measures,
    double seconds) {

  private static final double RIGHT = 0.5;

  public QuestionScore {
    graders = Collections.unmodifiableMap(new TreeMap<>(graders));
    measures = Collections.unmodifiableMap(new TreeMap<>(measures));
  }

  /** The whole response, including what its prompt opened. */
  public String response() {
    return given.text();
  }

  /** Whether the accuracy reward is 1. */
  public boolean correct() {
    return accuracy.value() > RIGHT;
  }

  /** The accuracy reward's reason. */
  public String why() {
    return accuracy.why();
  }

  /** The response to its question, to be graded or measured again. */
  public Graded graded(Question question) {
    return new Graded(
        response(), question.choices(), answer, question.question(), OptionalInt.empty());
  }

  /** A copy with another measure. */
  public QuestionScore with(String metric, Measure measure) {
    Map<String, Measure> more = new TreeMap<>(measures);
    more.put(metric, measure);
    return new QuestionScore(row, answer, given, accuracy, formatted, graders, more, seconds);
  }
}
