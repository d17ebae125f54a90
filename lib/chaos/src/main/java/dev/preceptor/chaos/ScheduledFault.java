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
 * A fault to inject into a run.
 *
 * @param moment when, or as soon afterwards as the target is running
 * @param target the target
 * @param which which of the target's processes, modulo their number
 * @param fault the kind of fault, which must apply to the target
 * @param millis its duration; 0 for a fault without one
 */
public record ScheduledFault(Moment moment, FaultTarget target, int which, Fault fault, int millis)
    implements Comparable<ScheduledFault> {

  /** Longest duration of a fault. */
  public static final int MAX_MILLIS = 3_600_000;

  private static final Pattern TEXT =
      Pattern.compile(
          "(?<fault>\\S+) (?<target>\\S+) (?<which>\\d{1,4})(?: for (?<millis>\\d{1,7}) ms)? at (?<moment>.+)");

  /**
   * @throws InputException if the fault does not apply to the target or the duration is out of
   *     range
   */
  public ScheduledFault {
    if (!fault.appliesTo(target)) {
      throw new InputException("%s does not apply to %s".formatted(fault, target));
    }
    if (fault.lasts() ? millis < 1 || millis > MAX_MILLIS : millis != 0) {
      throw new InputException(
          "%s for %d ms: %s"
              .formatted(
                  fault,
                  millis,
                  fault.lasts() ? "use 1 to " + MAX_MILLIS : "it has no duration; leave it out"));
    }
  }

  /**
   * Parses the text of {@link #toString}.
   *
   * @throws InputException if the text is not a fault
   */
  static ScheduledFault parse(String text) {
    var found = TEXT.matcher(text.strip());
    if (!found.matches()) {
      throw new InputException(
          "\"%s\" is not a fault; write it like: freeze learner 0 for 5000 ms at step 7 scored + 300 ms"
              .formatted(text));
    }
    return new ScheduledFault(
        Moment.parse(found.group("moment")),
        byLabel(FaultTarget.values(), FaultTarget::label, found.group("target")),
        Integer.parseInt(found.group("which")),
        byLabel(Fault.values(), Fault::label, found.group("fault")),
        Optional.ofNullable(found.group("millis")).map(Integer::parseInt).orElse(0));
  }

  /**
   * The value with a label.
   *
   * @throws InputException if there is none
   */
  public static <T> T byLabel(T[] values, Function<T, String> label, String name) {
    return Stream.of(values)
        .filter(value -> label.apply(value).equals(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "\"%s\" is not one of %s"
                        .formatted(
                            name, Stream.of(values).map(label).collect(Collectors.joining(", ")))));
  }

  @Override
  public int compareTo(ScheduledFault other) {
    return Comparator.comparing(ScheduledFault::moment)
        .thenComparing(ScheduledFault::target)
        .thenComparingInt(ScheduledFault::which)
        .compare(this, other);
  }

  /** The fault and its duration, for messages. */
  public String description() {
    return fault.lasts() ? "%s for %.1f s".formatted(fault, millis / 1000.0) : fault.label();
  }

  @Override
  public String toString() {
    return "%s %s %d%s at %s"
        .formatted(fault, target, which, fault.lasts() ? " for " + millis + " ms" : "", moment);
  }
}
