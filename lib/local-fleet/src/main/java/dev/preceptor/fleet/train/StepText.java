package dev.preceptor.fleet.train;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.StepEffect;
import dev.preceptor.run.progress.ClockTime;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.TrainingStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A step as text. Metrics that it does not have are left out.
 *
 * @param outcome the step and its results
 * @param pace its speed, the breakdown of its time, and the time left
 */
record StepText(String outcome, String pace) {

  /**
   * Describes a step.
   *
   * @param accuracy accuracy of the newest evaluated weights
   * @param left time to the end of the run
   */
  static StepText of(
      TrainingStep step, Recipe recipe, Optional<Double> accuracy, Optional<Duration> left) {
    return new StepText(outcome(step, recipe, accuracy), pace(step.getMetrics(), recipe, left));
  }

  private static String outcome(TrainingStep step, Recipe recipe, Optional<Double> accuracy) {
    var metrics = step.getMetrics();
    List<String> parts = new ArrayList<>();
    parts.add("step %d/%d".formatted(step.getStep(), recipe.maxSteps()));
    addFailed(parts, step);
    add(parts, metrics, "reward", "reward %.3f", 1);
    add(parts, metrics, "rewards/accuracy/mean", "correct %.0f %%", 100);
    accuracy.ifPresent(value -> parts.add("test %.1f %%".formatted(100 * value)));
    add(parts, metrics, "kl", "KL %.4f", 1);
    add(parts, metrics, "completions/mean_length", "length %.0f", 1);
    addJudges(parts, step, recipe);
    return String.join("  ", parts);
  }

  private static void addFailed(List<String> parts, TrainingStep step) {
    long failed = new StepEffect(step).count(Outcome.failed);
    if (failed > 0) {
      parts.add("%d of %d groups failed".formatted(failed, step.getGroups().size()));
    }
  }

  /** The verdicts that were missing from the scores, by judge. */
  private static void addJudges(List<String> parts, TrainingStep step, Recipe recipe) {
    for (var judge : recipe.scoring().awaitedJudges()) {
      addCount(parts, step, "judges/" + judge + "/late", judge + ": %.0f groups late");
      addCount(
          parts, step, "judges/" + judge + "/unscorable", judge + ": %.0f verdicts unscorable");
    }
  }

  private static void addCount(List<String> parts, TrainingStep step, String name, String format) {
    if (step.getMetrics().getOrDefault(name, 0.0) > 0) {
      add(parts, step.getMetrics(), name, format, 1);
    }
  }

  private static String pace(Map<String, Double> metrics, Recipe recipe, Optional<Duration> left) {
    List<String> parts = new ArrayList<>();
    tokensPerSecond(metrics, recipe).ifPresent(rate -> parts.add("%,.0f tokens/s".formatted(rate)));
    shares(metrics).ifPresent(parts::add);
    left.ifPresent(time -> parts.add(ClockTime.of(time) + " left"));
    return String.join("  ", parts);
  }

  private static void add(
      List<String> parts, Map<String, Double> metrics, String name, String format, double factor) {
    Optional.ofNullable(metrics.get(name))
        .ifPresent(value -> parts.add(format.formatted(factor * value)));
  }

  private static Optional<Double> tokensPerSecond(Map<String, Double> metrics, Recipe recipe) {
    var length = metrics.get("completions/mean_length");
    var seconds = metrics.get("step_time");
    if (length == null || seconds == null || seconds <= 0) {
      return Optional.empty();
    }
    var sampling = recipe.sampling();
    return Optional.of(length * sampling.promptsPerStep() * sampling.numGenerations() / seconds);
  }

  /** The breakdown of a step's time, as measured by the learner. */
  private static Optional<String> shares(Map<String, Double> metrics) {
    var step = metrics.get("step_time");
    var sampling = metrics.get("time/sampling");
    var learning = metrics.get("time/learning");
    if (step == null || sampling == null || learning == null || step <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        "sampling %.0f %% learning %.0f %%"
            .formatted(100 * sampling / step, 100 * learning / step));
  }
}
