package dev.preceptor.chaos;

import dev.preceptor.models.InputException;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

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

  private static final Pattern TEXT =
      Pattern.compile(
          "(?:begun|step (?<step>\\d{1,9}) (?<milestone>[a-z]+))(?: \\+ (?<delay>\\d{1,7}) ms)?");

  /**
   * What {@link #toString} says, read.
   *
   * @throws InputException if it is something else
   */
  static Moment parse(String text) {
    var found = TEXT.matcher(text.strip());
    if (!found.matches()) {
      throw new InputException(
          "\"%s\" is no moment; use one such as: step 7 scored + 300 ms".formatted(text));
    }
    int delay = Optional.ofNullable(found.group("delay")).map(Integer::parseInt).orElse(0);
    return found.group("step") == null
        ? new Moment(BEGIN.step(), BEGIN.milestone(), delay)
        : new Moment(
            Integer.parseInt(found.group("step")),
            ScheduledFault.named(Milestone.values(), Milestone::label, found.group("milestone")),
            delay);
  }

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
