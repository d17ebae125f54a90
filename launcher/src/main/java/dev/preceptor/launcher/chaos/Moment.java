package dev.preceptor.launcher.chaos;

import java.util.Comparator;

/**
 * A moment of a run, told by what the log shows rather than by a clock, so that two runs meet it in
 * about the same state.
 *
 * @param step of the run, from 1; step 0 is on record when the run's processes are started
 * @param milestone that the step has reached
 * @param delayMillis that have passed since
 */
public record Moment(int step, Milestone milestone, int delayMillis) implements Comparable<Moment> {

  private static final Comparator<Moment> ORDER =
      Comparator.comparingInt(Moment::step)
          .thenComparing(Moment::milestone)
          .thenComparingInt(Moment::delayMillis);

  /** When a run's processes have just been started. */
  static final Moment BEGIN = new Moment(0, Milestone.TRAINED, 0);

  /** Whether its milestone has been reached where the run has come to another moment. */
  boolean isReachedAt(Moment now) {
    return now.step > step || now.step == step && now.milestone.compareTo(milestone) >= 0;
  }

  @Override
  public int compareTo(Moment other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return (step == 0 ? "begun" : "step %d %s".formatted(step, milestone))
        + (delayMillis == 0 ? "" : " + %d ms".formatted(delayMillis));
  }
}
