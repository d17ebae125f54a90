package dev.preceptor.run.sentinel;

import dev.preceptor.run.StepMetric;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Reward rises while held-out accuracy does not: it is no better than before the run, or it has
 * fallen since its best evaluation. A plateau after a rise is neither, since greedy answers are
 * often as good as they get while sampled ones still improve.
 */
final class RewardWithoutAccuracy {

  /** How far the reward must have risen, as a share of its standard deviation within groups. */
  private static final double RISE = 0.4;

  private static final double ERRORS = 4;

  /** A gain in accuracy of so many standard errors counts as one. */
  private static final double GAINED_ERRORS = 1;

  /** A fall since the best evaluation of so many is no accident, the best being the luckiest. */
  private static final double FALLEN_ERRORS = 2.5;

  private RewardWithoutAccuracy() {}

  /**
   * The evaluation of a version.
   *
   * @param evaluations of that version and the ones before
   */
  static Reading read(StepHistory steps, NavigableMap<Integer, HeldOut> evaluations, int version) {
    HeldOut now = evaluations.get(version);
    Map.Entry<Integer, HeldOut> initial = evaluations.firstEntry();
    if (version < 2 * StepHistory.WINDOW || initial.getKey() != 0) {
      return Reading.NONE;
    }
    Reading notRisen =
        now.errorsAbove(initial.getValue()) >= GAINED_ERRORS
            ? Reading.NONE
            : rise(steps, initial, version, now, 1);
    Map.Entry<Integer, HeldOut> best = initial;
    for (Map.Entry<Integer, HeldOut> each : evaluations.headMap(version).entrySet()) {
      best = each.getValue().accuracy() > best.getValue().accuracy() ? each : best;
    }
    Reading fallen =
        rise(steps, best, version, now, best.getValue().errorsAbove(now) / FALLEN_ERRORS);
    return fallen.level() > notRisen.level() ? fallen : notRisen;
  }

  private static Reading rise(
      StepHistory steps,
      Map.Entry<Integer, HeldOut> then,
      int version,
      HeldOut now,
      double accuracyShare) {
    int before = Math.max(StepHistory.WINDOW, then.getKey());
    Optional<Spread> reward = steps.window(StepMetric.REWARD.key(), version);
    Optional<Spread> rewardThen = steps.window(StepMetric.REWARD.key(), before);
    Optional<Spread> scale = steps.window(StepMetric.REWARD_STD.key(), before);
    if (reward.isEmpty() || rewardThen.isEmpty() || scale.isEmpty()) {
      return Reading.NONE;
    }
    double rise = reward.get().mean() - rewardThen.get().mean();
    return new Reading(
        Reading.allOf(
            rise / scale.get().mean() / RISE,
            reward.get().errorsAbove(rewardThen.get()) / ERRORS,
            accuracyShare),
        "held-out accuracy is %.1f %%, after step %d it was %.1f %%; the reward went from %.3f to %.3f"
            .formatted(
                100 * now.accuracy(),
                then.getKey(),
                100 * then.getValue().accuracy(),
                rewardThen.get().mean(),
                reward.get().mean()));
  }
}
