package dev.preceptor.run.plan;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.FilesHash;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.recipe.JudgeEndpoint;
import dev.preceptor.recipe.JudgeFolder;
import dev.preceptor.recipe.MetricKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.benchmark.AnswerScoring;
import dev.preceptor.vqa.benchmark.QuestionScore;
import dev.preceptor.vqa.grader.Grader;
import dev.preceptor.vqa.grader.Graders;
import dev.preceptor.vqa.metric.ResponseMetric;
import dev.preceptor.vqa.metric.ResponseMetrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is found out about the answers of an evaluation.
 *
 * @param graders whose rules say whether they are correct
 * @param metrics what is measured of them by models
 */
public record AnswerPlan(List<Grader> graders, List<MetricKeys> metrics) {

  /** Answers between two reports of progress; a server is asked about so many together. */
  private static final int AT_A_TIME = 16;

  /** Follows the measuring of answers. */
  @FunctionalInterface
  public interface Progress {

    /** Nobody looks. */
    Progress NONE = (metric, done, of) -> {};

    /** So many of the answers have been measured. */
    void at(String metric, int done, int of);
  }

  public AnswerPlan {
    graders = List.copyOf(graders);
    metrics = List.copyOf(metrics);
  }

  /** A recipe's plan. */
  public static AnswerPlan of(Recipe recipe) {
    return new AnswerPlan(
        Graders.named("graders", recipe.evaluation().graderNames()), recipe.evaluation().metrics());
  }

  /**
   * Holds the metrics' models against themselves without loading them. Contacts no server.
   *
   * @throws InputException if one cannot be used; names the metric
   */
  public void requireMetrics() {
    for (MetricKeys metric : metrics) {
      named(
          metric,
          () -> {
            if (metric.source() instanceof JudgeEndpoint endpoint) {
              EndpointPlan.of(endpoint);
            } else {
              ResponseMetrics.requireModel(metric.key(), ((JudgeFolder) metric.source()).model());
            }
            return metric;
          });
    }
  }

  /** The same plan without metrics, which need models. */
  public AnswerScoring graded() {
    return new AnswerScoring(graders, List.of());
  }

  /** The plan with the models of all metrics in memory. */
  public AnswerScoring loaded(Compute compute) {
    List<ResponseMetric> loaded = new ArrayList<>();
    try {
      metrics.forEach(metric -> loaded.add(load(metric, compute)));
    } catch (RuntimeException e) {
      loaded.forEach(ResponseMetric::close);
      throw e;
    }
    return new AnswerScoring(graders, loaded);
  }

  /**
   * Measures answers that have been graded, with one metric's model in memory at a time.
   *
   * @param questions one for each answer, in their order
   * @param progress is told how far a metric is
   */
  public List<QuestionScore> measured(
      List<Question> questions, List<QuestionScore> graded, Compute compute, Progress progress) {
    List<QuestionScore> measured = new ArrayList<>(graded);
    for (MetricKeys metric : metrics) {
      try (AnswerScoring one = new AnswerScoring(List.of(), List.of(load(metric, compute)))) {
        for (int from = 0; from < measured.size(); from += AT_A_TIME) {
          int to = Math.min(from + AT_A_TIME, measured.size());
          List<QuestionScore> part = measured.subList(from, to);
          List<QuestionScore> more = one.measured(questions.subList(from, to), part);
          for (int i = 0; i < more.size(); i++) {
            part.set(i, more.get(i));
          }
          progress.at(metric.key(), to, measured.size());
        }
      }
    }
    return measured;
  }

  /**
   * Loads a metric's model.
   *
   * @throws InputException if it cannot be used; names the metric
   */
  public static ResponseMetric load(MetricKeys metric, Compute compute) {
    return named(
        metric,
        () ->
            metric.source() instanceof JudgeFolder folder
                ? ResponseMetrics.load(metric.key(), folder.model(), compute, metric.prompt())
                : ResponseMetrics.ofEndpoint(
                    EndpointPlan.of((JudgeEndpoint) metric.source()), metric.prompt()));
  }

  private static <T> T named(MetricKeys metric, Supplier<T> work) {
    try {
      return work.get();
    } catch (InputException e) {
      throw new InputException("metrics, %s: %s".formatted(metric.key(), e.getMessage()), e);
    }
  }

  /**
   * What determines a metric's values: its model with the tokenizer, and its prompt.
   *
   * @return SHA-256 in hexadecimal
   * @throws InputException if the folder holds no model
   */
  public static String sha256(MetricKeys metric, JudgeFolder folder) {
    try (Checkpoint model = Checkpoint.open(folder.model())) {
      String all =
          String.join(
              "\n",
              PolicyHash.sha256(model),
              FilesHash.sha256(model),
              ResponseMetrics.prompt(metric.key(), metric.prompt()));
      return Sha256.hex(all.getBytes(StandardCharsets.UTF_8));
    }
  }
}
