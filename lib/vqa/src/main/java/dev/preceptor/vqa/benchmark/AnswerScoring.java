package dev.preceptor.vqa.benchmark;

import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.grader.Grader;
import dev.preceptor.vqa.grading.AccuracyReward;
import dev.preceptor.vqa.grading.FormatReward;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.metric.Measure;
import dev.preceptor.vqa.metric.ResponseMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Grades and measures answers. The result for an answer does not depend on the others.
 *
 * @param graders who says whether an answer is correct, beside the accuracy reward
 * @param metrics what is measured of answers; closed with this
 */
public record AnswerScoring(List<Grader> graders, List<ResponseMetric> metrics)
    implements AutoCloseable {

  /** By the rewards alone. */
  public static final AnswerScoring REWARDS = new AnswerScoring(List.of(), List.of());

  private static final AccuracyReward ACCURACY = new AccuracyReward();
  private static final FormatReward FORMAT = new FormatReward();

  public AnswerScoring {
    graders = List.copyOf(graders);
    metrics = List.copyOf(metrics);
  }

  /**
   * Scores answers that were given together.
   *
   * @param answers one for each question, in their order
   * @param seconds that giving them took
   */
  public List<QuestionScore> score(List<Question> questions, List<Answer> answers, double seconds) {
    List<QuestionScore> scores = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      scores.add(graded(questions.get(i), answers.get(i), seconds / questions.size()));
    }
    return measured(questions, scores);
  }

  private QuestionScore graded(Question question, Answer answer, double seconds) {
    Graded graded =
        new Graded(
            answer.text(),
            question.choices(),
            question.answer(),
            question.question(),
            OptionalInt.empty());
    Map<String, Boolean> correct = new TreeMap<>();
    graders.forEach(grader -> correct.put(grader.name(), grader.isCorrect(graded)));
    return new QuestionScore(
        question.row(),
        question.answer(),
        answer,
        ACCURACY.grade(graded),
        FORMAT.grade(graded).value() > 0.5,
        correct,
        Map.of(),
        seconds);
  }

  /**
   * Measures answers that were scored before.
   *
   * @param questions one for each answer, in their order
   */
  public List<QuestionScore> measured(List<Question> questions, List<QuestionScore> scores) {
    List<QuestionScore> measured = new ArrayList<>(scores);
    List<Graded> responses = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      responses.add(scores.get(i).graded(questions.get(i)));
    }
    for (ResponseMetric metric : metrics) {
      List<Measure> measures = metric.ofAll(responses);
      for (int i = 0; i < measures.size(); i++) {
        measured.set(i, measured.get(i).with(metric.name(), measures.get(i)));
      }
    }
    return measured;
  }

  @Override
  public void close() {
    metrics.forEach(ResponseMetric::close);
  }
}
