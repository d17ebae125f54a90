package dev.preceptor.fleet.train;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.SentinelMode;
import dev.preceptor.run.sentinel.Alarm;
import dev.preceptor.run.sentinel.Sentinel;
import dev.preceptor.run.sentinel.SentinelAlarm;
import dev.preceptor.run.sentinel.StopRule;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.TrainingStep;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the sentinel finds in the records of a run, each alarm once. */
final class SentinelReport {

  private final StopRule rule;
  private final Sentinel sentinel;
  private final Set<SentinelAlarm> reported = EnumSet.noneOf(SentinelAlarm.class);
  private Optional<Integer> endedAfter = Optional.empty();

  SentinelReport(Recipe recipe) {
    rule = StopRule.of(recipe);
    sentinel = new Sentinel(recipe);
  }

  /** Enters the next step; returns the alarms that it is the first to raise. */
  List<String> step(TrainingStep step) {
    if (rule.mode() == SentinelMode.OFF) {
      return List.of();
    }
    sentinel.step(step.getStep(), step.getMetrics());
    endedAfter =
        rule.ends(step.getStep(), step.getMetrics())
            ? Optional.of(step.getStep())
            : Optional.empty();
    return news();
  }

  /**
   * Enters the next evaluation, of a step that was entered; returns what it adds to its metrics.
   */
  Map<String, Double> levels(Evaluation evaluation) {
    return rule.mode() == SentinelMode.OFF
        ? Map.of()
        : sentinel.evaluation(evaluation.getPolicyVersion(), evaluation.getMetrics());
  }

  /** The alarms that nobody has heard of. */
  List<String> news() {
    return sentinel.alarms().stream()
        .filter(alarm -> reported.add(alarm.of()))
        .map(alarm -> "sentinel: " + alarm.text())
        .toList();
  }

  /** Why the run has ended before its last step, if the last step on record says so. */
  Optional<String> stopped() {
    return endedAfter.map(
        step ->
            "the sentinel ended the run after step %d: %s"
                .formatted(
                    step,
                    rule.alarm(step, sentinel)
                        .map(Alarm::text)
                        .orElse("preceptor status shows the alarm")));
  }
}
