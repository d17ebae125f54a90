package dev.preceptor.learner;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.SentinelMode;
import dev.preceptor.run.StepMetric;
import dev.preceptor.run.sentinel.Alarm;
import dev.preceptor.run.sentinel.Sentinel;
import dev.preceptor.run.sentinel.SentinelAlarm;
import dev.preceptor.run.sentinel.SentinelStopException;
import dev.preceptor.run.sentinel.StopRule;
import dev.preceptor.schemas.Evaluation;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The sentinel of the run that a learner trains: it is given what is on record and then every step
 * before its record is written, which says whether the run ends after it.
 */
final class SentinelWatch {

  private final StopRule rule;
  private final Set<String> metrics;
  private final Sentinel sentinel;
  private final Set<Integer> heard = new TreeSet<>();
  private int lastOnRecord;
  private Optional<String> ending = Optional.empty();

  SentinelWatch(Recipe recipe) {
    rule = StopRule.of(recipe);
    sentinel = new Sentinel(recipe);
    metrics = new HashSet<>(Sentinel.metrics(recipe));
    metrics.add(StepMetric.SENTINEL_STOPPED.key());
  }

  /** The metrics of steps that it needs. */
  Set<String> metrics() {
    return isOn() ? metrics : Set.of();
  }

  /** Whether the recipe asks for it. */
  boolean isOn() {
    return rule.mode() != SentinelMode.OFF;
  }

  /** Enters the steps that are on record. If the last of them ended the run, so it is. */
  void recall(CommittedSteps committed) {
    lastOnRecord = committed.last();
    committed.forEach(
        (step, figures) -> {
          sentinel.step(step, figures);
          if (step == lastOnRecord && rule.ends(step, figures)) {
            ending =
                Optional.of(
                    sentinel.atLastStep().stream()
                        .findFirst()
                        .map(Alarm::text)
                        .orElse("an alarm of an evaluation; see preceptor status"));
          }
        });
  }

  /** The version whose evaluation must be heard before a step may be committed, if there is one. */
  OptionalInt awaited(int step) {
    OptionalInt version = rule.awaited(step);
    return version.isPresent() && heard.contains(version.getAsInt())
        ? OptionalInt.empty()
        : version;
  }

  /** Enters an evaluation that is on record. */
  void heard(Evaluation evaluation) {
    if (heard.add(evaluation.getPolicyVersion())) {
      sentinel.evaluation(evaluation.getPolicyVersion(), evaluation.getMetrics());
    }
  }

  /** Enters a step that is about to be committed, and adds to its metrics what there is to say. */
  void watch(int step, Map<String, Double> figures) {
    if (!isOn()) {
      return;
    }
    figures.putAll(sentinel.step(step, figures));
    ending = rule.alarm(step, sentinel).map(Alarm::text);
    if (ending.isPresent()) {
      figures.put(StepMetric.SENTINEL_STOPPED.key(), 1.0);
    }
    lastOnRecord = step;
  }

  /** Whether the run ends after a step that was taken. */
  boolean endsAfter(int step) {
    return step == lastOnRecord && ending.isPresent();
  }

  /**
   * Ends this learner if the run ends after a step.
   *
   * @throws SentinelStopException if it does
   */
  void requireGoingOn(int step) {
    if (endsAfter(step)) {
      throw new SentinelStopException(
          "the sentinel ended the run after step %d: %s".formatted(step, ending.orElseThrow()));
    }
  }

  /** An alarm's level at the last step or evaluation. */
  double level(SentinelAlarm alarm) {
    return sentinel.level(alarm);
  }
}
