package dev.preceptor.launcher.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What is to happen to a run, in order.
 *
 * @param strikes by their moments
 */
public record Schedule(List<Strike> strikes) {

  /** Some strikes come with another one right after them. */
  private static final double SHARE_TOGETHER = 0.15;

  /** The share of strikes that come before the first step has begun. */
  private static final double SHARE_AT_BEGIN = 0.05;

  private static final int MAX_DELAY_MILLIS = 1500;
  private static final int MAX_BEGIN_DELAY_MILLIS = 8000;
  private static final int MIN_FROZEN_MILLIS = 1000;
  private static final int MAX_FROZEN_MILLIS = 20_000;
  private static final int PROCESSES = 8;

  public Schedule {
    strikes = strikes.stream().sorted().toList();
  }

  /**
   * Draws a schedule. Every victim is struck about as often as any other; the moments are spread
   * over the run's steps but for the last, so that the run is still there for all of them.
   *
   * @param seed the same seed draws the same schedule
   * @param count of strikes
   * @param steps of the run, at least 2
   * @param victims to draw from
   * @param faults to draw from
   */
  public static Schedule draw(
      long seed, int count, int steps, List<Victim> victims, List<Fault> faults) {
    if (count < 0 || steps < 2 || victims.isEmpty() || faults.isEmpty()) {
      throw new IllegalArgumentException(
          "%d strikes of %s at %s in %d steps cannot be drawn"
              .formatted(count, faults, victims, steps));
    }
    var random = new Random(seed);
    List<Victim> turn = new ArrayList<>();
    List<Strike> strikes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (turn.isEmpty()) {
        turn.addAll(victims);
        Collections.shuffle(turn, random);
      }
      var moment =
          i > 0 && random.nextDouble() < SHARE_TOGETHER
              ? strikes.get(i - 1).moment()
              : moment(random, i, count, steps);
      var fault = faults.get(random.nextInt(faults.size()));
      int frozen =
          fault == Fault.FREEZE ? random.nextInt(MIN_FROZEN_MILLIS, MAX_FROZEN_MILLIS + 1) : 0;
      strikes.add(
          new Strike(
              moment, turn.remove(turn.size() - 1), random.nextInt(PROCESSES), fault, frozen));
    }
    return new Schedule(strikes);
  }

  private static Moment moment(Random random, int index, int count, int steps) {
    if (random.nextDouble() < SHARE_AT_BEGIN) {
      return new Moment(0, Milestone.TRAINED, random.nextInt(MAX_BEGIN_DELAY_MILLIS));
    }
    int last = steps - 1;
    int from = (int) ((long) index * last / count);
    int width = Math.max(1, last / count);
    int step = Math.min(last, 1 + from + random.nextInt(width));
    var milestones = Milestone.values();
    return new Moment(
        step, milestones[random.nextInt(milestones.length)], random.nextInt(MAX_DELAY_MILLIS));
  }
}
