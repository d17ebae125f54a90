package dev.preceptor.vqa.benchmark;

import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.metric.Measure;
import dev.preceptor.vqa.metric.MeasureSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The figures of an evaluation. They follow from the answers and their order alone, so answers that
 * were read back give the same figures, to the last bit.
 *
 * @param scores the answers in the order of the questions, at least one
 */
public record EvaluationFigures(List<QuestionScore> scores) {

  /**
   * What follows a metric's name where it was taken on the answer, because there is no reasoning.
   */
  public static final String OF_ANSWER = "_answer";

  public EvaluationFigures {
    scores = List.copyOf(scores);
    if (scores.isEmpty()) {
      throw new IllegalArgumentException("an evaluation needs at least one answer");
    }
  }

  /** All figures by the keys of {@link BenchmarkMetric}. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(BenchmarkMetric.N.key(), (double) scores.size());
    metrics.put(BenchmarkMetric.ACCURACY.key(), share(QuestionScore::correct));
    metrics.put(BenchmarkMetric.FORMAT.key(), share(QuestionScore::formatted));
    metrics.put(BenchmarkMetric.CONSTANT_LETTER_ACCURACY.key(), constantLetterAccuracy());
    metrics.put(
        BenchmarkMetric.MEAN_LENGTH.key(), sum(score -> score.given().tokens()) / scores.size());
    metrics.put(BenchmarkMetric.CLIPPED_RATIO.key(), share(score -> !score.given().stopped()));
    metrics.put(BenchmarkMetric.REASONED.key(), share(EvaluationFigures::reasons));
    long reasoned = scores.stream().filter(EvaluationFigures::reasons).count();
    if (reasoned > 0) {
      metrics.put(
          BenchmarkMetric.THINKING_LENGTH.key(),
          sum(score -> score.given().thinkingTokens()) / reasoned);
    }
    metrics.put(BenchmarkMetric.SECONDS.key(), sum(QuestionScore::seconds));
    graders()
        .forEach(
            (name, accuracy) -> metrics.put(BenchmarkMetric.GRADER_ACCURACY.key(name), accuracy));
    measures().forEach((name, summary) -> put(metrics, name, summary));
    return metrics;
  }

  private static void put(Map<String, Double> metrics, String name, MeasureSummary summary) {
    summary.mean().ifPresent(mean -> metrics.put(BenchmarkMetric.METRIC_MEAN.key(name), mean));
    summary.std().ifPresent(std -> metrics.put(BenchmarkMetric.METRIC_STD.key(name), std));
    metrics.put(BenchmarkMetric.METRIC_N.key(name), (double) summary.n());
  }

  /** The share of correct answers by the grader's name. */
  public Map<String, Double> graders() {
    Map<String, Double> accuracies = new LinkedHashMap<>();
    for (String grader : scores.get(0).graders().keySet()) {
      accuracies.put(grader, share(score -> score.graders().get(grader)));
    }
    return accuracies;
  }

  /**
   * The metrics' summaries by name. What was taken on answers, because there was no reasoning, is a
   * metric of its own with {@value #OF_ANSWER} after its name, and only there if there is any.
   */
  public Map<String, MeasureSummary> measures() {
    Map<String, MeasureSummary> summaries = new LinkedHashMap<>();
    for (String metric : scores.get(0).measures().keySet()) {
      List<Measure> all = scores.stream().map(score -> score.measures().get(metric)).toList();
      summaries.put(metric, MeasureSummary.of(all.stream().filter(m -> !m.ofAnswer()).toList()));
      List<Measure> answers = all.stream().filter(Measure::ofAnswer).toList();
      if (!answers.isEmpty()) {
        summaries.put(metric + OF_ANSWER, MeasureSummary.of(answers));
      }
    }
    return summaries;
  }

  /** Why a metric's first answer without a value has none; none if all have one. */
  public Stream<String> reasons(String metric) {
    return scores.stream()
        .map(score -> score.measures().get(metric))
        .filter(measure -> measure.value().isEmpty())
        .map(Measure::why);
  }

  private static boolean reasons(QuestionScore score) {
    return score.given().thinkingTokens() > 0;
  }

  private double share(Predicate<QuestionScore> property) {
    return (double) scores.stream().filter(property).count() / scores.size();
  }

  /** Added in order; a stream's sum may add in another. */
  private double sum(ToDoubleFunction<QuestionScore> value) {
    double sum = 0;
    for (QuestionScore score : scores) {
      sum += value.applyAsDouble(score);
    }
    return sum;
  }

  /** The accuracy of always answering the most frequent correct letter. */
  private double constantLetterAccuracy() {
    long[] counts = new long[Question.CHOICES];
    long most = 0;
    for (QuestionScore score : scores) {
      most = Math.max(most, ++counts[score.answer() - 'A']);
    }
    return (double) most / scores.size();
  }
}
