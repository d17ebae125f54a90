package dev.preceptor.console.index;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Something about a group that a reader may look for. */
public enum GroupFlag {
  /** It could not be sampled or scored. */
  FAILED,
  /** The learner left it out, since it moves nothing. */
  SKIPPED,
  /** All of its responses have the same reward. */
  ZERO_VARIANCE,
  /** One judge said yes and another no to the same response. */
  DISAGREE,
  /** A judge gave no verdicts before the deadline. */
  LATE,
  /** A judge could not judge a response. */
  UNSCORABLE;

  /** Its name in addresses and documents. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The flag of a label, if there is one. */
  public static Optional<GroupFlag> of(String label) {
    return Stream.of(values()).filter(flag -> flag.label().equals(label)).findFirst();
  }
}
