package dev.preceptor.vqa.benchmark;

import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.grading.AccuracyReward;
import dev.preceptor.vqa.grading.FormatReward;
import dev.preceptor.vqa.grading.Grade;
import dev.preceptor.vqa.grading.Graded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A set of questions that policies are evaluated on.
 *
 * @param questions the questions, at least one
 * @param batchSize number of questions decoded together
 */
public record Benchmark(List<Question> questions, int batchSize) {

  private static final AccuracyReward ACCURACY = new AccuracyReward();
  private static final FormatReward FORMAT = new FormatReward();

  public Benchmark {
    questions = List.copyOf(questions);
    if (questions.isEmpty()) {
      throw new IllegalArgumentException("a benchmark needs at least one question");
    }
  }

  /** Lets a policy answer every question, and grades the answers. */
  public BenchmarkReport run(Answerer policy) {
    long start = System.nanoTime();
    List<QuestionScore> scores = new ArrayList<>();
    double formatted = 0;
    double tokens = 0;
    double clipped = 0;
    double thinking = 0;
    int reasoned = 0;
    for (int from = 0; from < questions.size(); from += batchSize) {
      List<Question> batch = questions.subList(from, Math.min(from + batchSize, questions.size()));
      List<Answer> answers = policy.answer(batch);
      for (int i = 0; i < batch.size(); i++) {
        Question question = batch.get(i);
        Answer answer = answers.get(i);
        Graded graded = new Graded(answer.text(), question.choices(), question.answer());
        Grade accuracy = ACCURACY.grade(graded);
        scores.add(
            new QuestionScore(
                question.row(),
                question.answer(),
                answer.text(),
                accuracy.value() > 0.5,
                accuracy.why()));
        formatted += FORMAT.grade(graded).value() > 0.5 ? 1 : 0;
        tokens += answer.tokens();
        clipped += answer.stopped() ? 0 : 1;
        thinking += answer.thinkingTokens();
        reasoned += answer.thinkingTokens() > 0 ? 1 : 0;
      }
    }
    double n = questions.size();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(BenchmarkMetric.N.key(), n);
    metrics.put(
        BenchmarkMetric.ACCURACY.key(), scores.stream().filter(QuestionScore::correct).count() / n);
    metrics.put(BenchmarkMetric.FORMAT.key(), formatted / n);
    metrics.put(BenchmarkMetric.CONSTANT_LETTER_ACCURACY.key(), constantLetterAccuracy());
    metrics.put(BenchmarkMetric.MEAN_LENGTH.key(), tokens / n);
    metrics.put(BenchmarkMetric.CLIPPED_RATIO.key(), clipped / n);
    metrics.put(BenchmarkMetric.REASONED.key(), reasoned / n);
    if (reasoned > 0) {
      metrics.put(BenchmarkMetric.THINKING_LENGTH.key(), thinking / reasoned);
    }
    metrics.put(BenchmarkMetric.SECONDS.key(), (System.nanoTime() - start) / 1e9);
    return new BenchmarkReport(metrics, scores);
  }

  /** The accuracy of always answering the most frequent correct letter. */
  public double constantLetterAccuracy() {
    long[] counts = new long[Question.CHOICES];
    long most = 0;
    for (Question question : questions) {
      most = Math.max(most, ++counts[question.answer() - 'A']);
    }
    return (double) most / questions.size();
  }
}
