package dev.preceptor.history.ledger;

import dev.preceptor.runlog.Place;
import java.util.Comparator;

/**
 * A violation of the exactly-once rules in a log.
 *
 * @param kind kind of violation
 * @param subject the group {@code step-slot}, the step, the version or the consumer
 * @param what short description
 * @param place the record that shows it
 */
public record Violation(Kind kind, String subject, String what, Place place)
    implements Comparable<Violation> {

  /** Maximum length of the description: records can hold names of any length. */
  public static final int MAX_CHARS = 400;

  private static final Comparator<Violation> ORDER =
      Comparator.comparing(Violation::kind)
          .thenComparing(Violation::place)
          .thenComparing(Violation::subject)
          .thenComparing(Violation::what);

  public Violation {
    what = what.length() <= MAX_CHARS ? what : what.substring(0, MAX_CHARS) + "…";
  }

  /** The kinds of violation. */
  public enum Kind {
    /** A record that must exist is missing. */
    MISSING,
    /** A record counts a second time. */
    DUPLICATED,
    /** A record of a group that was never issued. */
    UNISSUED,
    /** A record that contradicts earlier ones. */
    CONTRADICTED,
    /** A record whose content was changed: an image, a token, a score. */
    ALTERED,
    /** A policy version that is incomplete, differs from its step, or is not the expected one. */
    VERSION,
    /** A committed offset that does not match the records processed before it. */
    OFFSET
  }

  /** By kind, then by place in the log. */
  @Override
  public int compareTo(Violation other) {
    return ORDER.compare(this, other);
  }
}
