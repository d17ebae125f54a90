package dev.preceptor.chaos;

import dev.preceptor.models.InputException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing that is to happen to a run.
 *
 * @param moment when, or as soon afterwards as the victim is there
 * @param victim whom
 * @param which of the victim's processes, modulo their number
 * @param fault what, one that can be done to the victim
 * @param millis how long it lasts; 0 for a fault without an end of its own
 */
public record ScheduledFault(Moment moment, FaultTarget victim, int which, Fault fault, int millis)
    implements Comparable<ScheduledFault> {

  /** Nothing that is done to a run lasts longer. */
  public static final int MAX_MILLIS = 3_600_000;

  private static final Pattern TEXT =
      Pattern.compile(
          "(?<fault>\\S+) (?<victim>\\S+) (?<which>\\d{1,4})(?: for (?<millis>\\d{1,7}) ms)? at (?<moment>.+)");

  /**
   * @throws InputException if such a thing cannot happen
   */
  public ScheduledFault {
    if (!fault.hits(victim)) {
      throw new InputException("%s cannot be done to %s".formatted(fault, victim));
    }
    if (fault.lasts() ? millis < 1 || millis > MAX_MILLIS : millis != 0) {
      throw new InputException(
          "%s for %d ms: use %s"
              .formatted(fault, millis, fault.lasts() ? "1 to " + MAX_MILLIS : "none"));
    }
  }

  /**
   * What {@link #toString} says, read.
   *
   * @throws InputException if it is something else
   */
  static ScheduledFault parse(String text) {
    var found = TEXT.matcher(text.strip());
    if (!found.matches()) {
      throw new InputException(
          "\"%s\" is no strike; use a line such as: freeze learner 0 for 5000 ms at step 7 scored + 300 ms"
              .formatted(text));
    }
    return new ScheduledFault(
        Moment.parse(found.group("moment")),
        named(FaultTarget.values(), FaultTarget::label, found.group("victim")),
        Integer.parseInt(found.group("which")),
        named(Fault.values(), Fault::label, found.group("fault")),
        Optional.ofNullable(found.group("millis")).map(Integer::parseInt).orElse(0));
  }

  /**
   * The value with a label.
   *
   * @throws InputException if there is none
   */
  public static <T> T named(T[] values, Function<T, String> label, String name) {
    return Stream.of(values)
        .filter(value -> label.apply(value).equals(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "\"%s\" is none of %s"
                        .formatted(
                            name, Stream.of(values).map(label).collect(Collectors.joining(", ")))));
  }

  @Override
  public int compareTo(ScheduledFault other) {
    return Comparator.comparing(ScheduledFault::moment)
        .thenComparing(ScheduledFault::victim)
        .thenComparingInt(ScheduledFault::which)
        .compare(this, other);
  }

  /** What is done, for people. */
  public String deed() {
    return fault.lasts() ? "%s for %.1f s".formatted(fault, millis / 1000.0) : fault.label();
  }

  @Override
  public String toString() {
    return "%s %s %d%s at %s"
        .formatted(fault, victim, which, fault.lasts() ? " for " + millis + " ms" : "", moment);
  }
}
