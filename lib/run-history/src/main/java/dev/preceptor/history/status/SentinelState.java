package dev.preceptor.history.status;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.SentinelMode;
import dev.preceptor.run.sentinel.Alarm;
import dev.preceptor.run.sentinel.Sentinel;
import dev.preceptor.run.sentinel.StopRule;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.TrainingStep;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the sentinel found in a run's log.
 *
 * @param mode what the recipe asks for
 * @param alarms the first of each alarm that was raised, by step
 * @param endedAfter the step after which the sentinel ended the run, if it did
 */
public record SentinelState(SentinelMode mode, List<Alarm> alarms, OptionalInt endedAfter) {

  public SentinelState {
    alarms = List.copyOf(alarms);
  }

  /** Whether the sentinel has ended the run. */
  public boolean isEnded() {
    return endedAfter.isPresent();
  }

  /** Makes a state from records: steps in order, then evaluations in order. */
  static final class Builder {

    private final StopRule rule;
    private final Sentinel sentinel;
    private OptionalInt endedAfter = OptionalInt.empty();

    Builder(Recipe recipe) {
      rule = StopRule.of(recipe);
      sentinel = new Sentinel(recipe);
    }

    void step(TrainingStep step) {
      if (rule.mode() != SentinelMode.OFF) {
        sentinel.step(step.getStep(), step.getMetrics());
      }
      endedAfter =
          rule.ends(step.getStep(), step.getMetrics())
              ? OptionalInt.of(step.getStep())
              : OptionalInt.empty();
    }

    void evaluation(Evaluation evaluation) {
      if (rule.mode() != SentinelMode.OFF) {
        sentinel.evaluation(evaluation.getPolicyVersion(), evaluation.getMetrics());
      }
    }

    SentinelState build() {
      return new SentinelState(rule.mode(), sentinel.alarms(), endedAfter);
    }
  }
}
