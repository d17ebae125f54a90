package dev.preceptor.chaos;

import dev.preceptor.models.InputException;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A moment of a run, defined by the log instead of a clock, so that two runs reach it in about the
 * same state.
 *
 * @param step step of the run, from 1; step 0 is reached when the run's processes are started
 * @param milestone the milestone of the step
 * @param delayMillis time after the milestone
 */
public record Moment(int step, Milestone milestone, int delayMillis) implements Comparable<Moment> {

  private static final Comparator<Moment> ORDER =
      Comparator.comparingInt(Moment::step)
          .thenComparing(Moment::milestone)
          .thenComparingInt(Moment::delayMillis);

  /** Right after the run's processes were started. */
  static final Moment BEGIN = new Moment(0, Milestone.TRAINED, 0);

  private static final Pattern TEXT =
      Pattern.compile(
          "(?:begun|step (?<step>\\d{1,9}) (?<milestone>[a-z]+))(?: \\+ (?<delay>\\d{1,7}) ms)?");

  /**
   * Parses the text of {@link #toString}.
   *
   * @throws InputException if the text is not a moment
   */
  static Moment parse(String text) {
    var found = TEXT.matcher(text.strip());
    if (!found.matches()) {
      throw new InputException(
          "\"%s\" is not a point in the run; write it like: step 7 scored + 300 ms"
              .formatted(text));
    }
    int delay = Optional.ofNullable(found.group("delay")).map(Integer::parseInt).orElse(0);
    return found.group("step") == null
        ? new Moment(BEGIN.step(), BEGIN.milestone(), delay)
        : new Moment(
            Integer.parseInt(found.group("step")),
            ScheduledFault.byLabel(Milestone.values(), Milestone::label, found.group("milestone")),
            delay);
  }

  /** Whether a run at moment {@code now} has reached the milestone of this one. */
  boolean isReachedAt(Moment now) {
    return now.step > step || now.step == step && now.milestone.compareTo(milestone) >= 0;
  }

  /**
   * Whether it is due in a run.
   *
   * @param now the latest moment of the run
   * @param sinceMillis how long ago that was
   */
  boolean isDue(Moment now, long sinceMillis) {
    boolean passed = now.step > step || now.milestone != milestone;
    return isReachedAt(now) && (passed || sinceMillis >= delayMillis);
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
