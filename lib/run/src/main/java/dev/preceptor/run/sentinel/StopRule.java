package dev.preceptor.run.sentinel;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.SentinelMode;
import dev.preceptor.run.StepMetric;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * After which step a run ends because of its alarms. An evaluation counts one interval after the
 * step whose weights it measures, and that step waits for it: so the run ends after the same step
 * however fast its evaluations are.
 *
 * @param mode what the recipe asks for
 * @param evalSteps steps between evaluations; 0 for none during the run
 * @param maxSteps the last step of the run, after which there is nothing to end
 */
public record StopRule(SentinelMode mode, int evalSteps, int maxSteps) {

  /** A recipe's rule. */
  public static StopRule of(Recipe recipe) {
    return new StopRule(
        recipe.evaluation().sentinel(), recipe.evaluation().evalSteps(), recipe.maxSteps());
  }

  /** The version whose evaluation must be on record before a step may be committed, if there is. */
  public OptionalInt awaited(int step) {
    return mode == SentinelMode.STOP
            && evalSteps > 0
            && step > evalSteps
            && step % evalSteps == 0
            && step < maxSteps
        ? OptionalInt.of(step - evalSteps)
        : OptionalInt.empty();
  }

  /** The alarm that ends the run after a step, the last that the sentinel was given. */
  public Optional<Alarm> alarm(int step, Sentinel sentinel) {
    if (mode != SentinelMode.STOP || step >= maxSteps) {
      return Optional.empty();
    }
    List<Alarm> ofEvaluation =
        awaited(step).isPresent() ? sentinel.atEvaluation(awaited(step).getAsInt()) : List.of();
    return sentinel.atLastStep().stream().findFirst().or(() -> ofEvaluation.stream().findFirst());
  }

  /** Whether a step's record says that the run ends after it. */
  public boolean ends(int step, Map<String, Double> metrics) {
    return mode == SentinelMode.STOP
        && step < maxSteps
        && metrics.getOrDefault(StepMetric.SENTINEL_STOPPED.key(), 0.0) > 0;
  }
}
