package dev.preceptor.history.ledger;

import dev.preceptor.runlog.Place;
import java.util.Comparator;

/**
 * Something that must not be in a log.
 *
 * @param kind of offence
 * @param subject the group {@code step-slot}, the step, the version or the consumer
 * @param what is wrong, a few words
 * @param place the record that shows it
 */
public record Offence(Kind kind, String subject, String what, Place place)
    implements Comparable<Offence> {

  /** Longest text of what is wrong: records can hold names of any length. */
  public static final int MAX_CHARS = 400;

  private static final Comparator<Offence> ORDER =
      Comparator.comparing(Offence::kind)
          .thenComparing(Offence::place)
          .thenComparing(Offence::subject)
          .thenComparing(Offence::what);

  public Offence {
    what = what.length() <= MAX_CHARS ? what : what.substring(0, MAX_CHARS) + "…";
  }

  /** What can be wrong. */
  public enum Kind {
    /** Something that must be on record by now is not. */
    MISSING,
    /** Something counts a second time. */
    DUPLICATED,
    /** A record of a group that was never issued. */
    UNISSUED,
    /** A record that the records before it do not bear out. */
    CONTRADICTED,
    /** A record whose content is not what it was: a image, a token, a score. */
    ALTERED,
    /** A policy version that is not whole, not what its step made, or not the one that was due. */
    VERSION,
    /** A consumer's committed offset that does not fit what was made of the records before it. */
    OFFSET
  }

  /** By kind, then as the records lie in the log. */
  @Override
  public int compareTo(Offence other) {
    return ORDER.compare(this, other);
  }
}
