package dev.preceptor.run.sentinel;

import dev.preceptor.recipe.RewardKeys;
import dev.preceptor.run.StepMetric;
import java.util.List;
import java.util.Optional;

/**
 * One criterion's reward eats another's: the total reward rises while a criterion falls below what
 * it had reached before.
 */
final class CrowdedOut {

  /**
   * How far a criterion must have fallen, as a share of its standard deviation over responses: of a
   * reward of 0 or 1 that was always 1, a fall to 0.91; of one that was 0.5, a fall to 0.35.
   */
  private static final double FALL = 0.3;

  private static final double ERRORS = 4;

  private CrowdedOut() {}

  static Reading read(StepHistory steps, int step, List<RewardKeys> rewards) {
    Reading worst = Reading.NONE;
    for (RewardKeys reward : rewards) {
      Reading reading = of(reward, steps, step, rewards);
      worst = reading.level() > worst.level() ? reading : worst;
    }
    return worst;
  }

  private static Reading of(
      RewardKeys reward, StepHistory steps, int step, List<RewardKeys> rewards) {
    Optional<Spread> now = value(reward, steps, step);
    int best = bestBlock(reward, steps, step);
    if (now.isEmpty() || best == 0) {
      return Reading.NONE;
    }
    int then = best * StepHistory.WINDOW;
    Spread before = value(reward, steps, then).orElseThrow();
    double gain = gain(StepMetric.REWARD.key(), steps, then, step);
    double fall = Math.signum(reward.weight()) * (before.mean() - now.get().mean());
    double errors = Math.signum(reward.weight()) * before.errorsAbove(now.get());
    double scale = Math.max(scale(reward, steps, then), scale(reward, steps, step));
    if (!(gain > 0) || !(fall > 0)) {
      return Reading.NONE;
    }
    return new Reading(
        Reading.allOf(fall / scale / FALL, errors / ERRORS),
        "%s went from %.3f in steps %d to %d to %.3f while the reward rose by %.3f%s"
            .formatted(
                reward.name(),
                before.mean(),
                then - StepHistory.WINDOW + 1,
                then,
                now.get().mean(),
                gain,
                winner(rewards, steps, then, step)));
  }

  /** The block before the window in which a criterion was worth most; 0 without one. */
  private static int bestBlock(RewardKeys reward, StepHistory steps, int step) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int block = 1; (block + 1) * StepHistory.WINDOW <= step; block++) {
      Optional<Spread> value = steps.block(StepMetric.REWARD_MEAN.key(reward.name()), block);
      if (value.isPresent() && reward.weight() * value.get().mean() > most) {
        best = block;
        most = reward.weight() * value.get().mean();
      }
    }
    return best;
  }

  /** The criterion that gained most. */
  private static String winner(List<RewardKeys> rewards, StepHistory steps, int then, int step) {
    String name = "";
    double most = 0;
    for (RewardKeys reward : rewards) {
      double gain =
          reward.weight() * gain(StepMetric.REWARD_MEAN.key(reward.name()), steps, then, step);
      if (gain > most) {
        name = reward.name();
        most = gain;
      }
    }
    return name.isEmpty() ? "" : ", most by %s (%.3f)".formatted(name, most);
  }

  private static Optional<Spread> value(RewardKeys reward, StepHistory steps, int step) {
    return steps.window(StepMetric.REWARD_MEAN.key(reward.name()), step);
  }

  private static double scale(RewardKeys reward, StepHistory steps, int step) {
    return steps
        .window(StepMetric.REWARD_SPREAD.key(reward.name()), step)
        .map(Spread::mean)
        .orElse(0.0);
  }

  /** By how much a figure rose between two windows; NaN where one has none. */
  private static double gain(String metric, StepHistory steps, int then, int now) {
    return steps.window(metric, now).map(Spread::mean).orElse(Double.NaN)
        - steps.window(metric, then).map(Spread::mean).orElse(Double.NaN);
  }
}
