package dev.preceptor.vqa.benchmark;

import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.grader.Grader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The accuracy of the same answers as several graders see it. */
public final class GraderAccuracy {

  private GraderAccuracy() {}

  /**
   * Grades answers again.
   *
   * @param questions at least one
   * @param answers one for each question, in their order
   * @return the fraction of correct answers by the grader's name, in the order of the graders
   */
  public static Map<String, Double> of(
      List<Question> questions, List<QuestionScore> answers, List<Grader> graders) {
    Map<String, Double> accuracies = new LinkedHashMap<>();
    for (Grader grader : graders) {
      int correct = 0;
      for (int i = 0; i < questions.size(); i++) {
        correct += grader.isCorrect(answers.get(i).graded(questions.get(i))) ? 1 : 0;
      }
      accuracies.put(grader.name(), (double) correct / questions.size());
    }
    return accuracies;
  }
}
