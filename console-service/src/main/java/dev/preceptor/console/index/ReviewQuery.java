package dev.preceptor.console.index;

import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.ReviewSubject.OfResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which groups are to be reviewed, and in which order. The same rule, seed and last step give the
 * same order to everybody, also while a run goes on.
 *
 * @param rule that chooses
 * @param seed of what is drawn
 * @param toStep last step
 * @param groups how many at most; all of a group's responses follow one another
 */
public record ReviewQuery(Rule rule, long seed, int toStep, int groups) {

  /** Most groups of a queue. */
  public static final int MAX_GROUPS = 500;

  private static final int MAX_RESPONSES = 64;

  /** How groups are chosen. */
  public enum Rule {
    /** Drawn, each with the same probability. */
    RANDOM,
    /** Drawn from those to a response of which judges said yes and no. */
    DISAGREE,
    /** The longest responses first, by the mean of a group. */
    LONGEST;

    /** Its name in addresses and records. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The rule of a label. */
    public static Optional<Rule> of(String label) {
      return Stream.of(values()).filter(rule -> rule.label().equals(label)).findFirst();
    }
  }

  public ReviewQuery {
    groups = Math.max(1, Math.min(MAX_GROUPS, groups));
  }

  /** The responses in order. */
  List<ReviewSubject> of(Stream<GroupEntry> entries) {
    return entries
        .filter(entry -> entry.key.step() <= toStep && entry.isReviewable())
        .filter(entry -> rule != Rule.DISAGREE || entry.has(GroupFlag.DISAGREE))
        .sorted(order())
        .limit(groups)
        .flatMap(
            entry ->
                IntStream.range(0, Math.min(MAX_RESPONSES, entry.responses()))
                    .<ReviewSubject>mapToObj(i -> new OfResponse(entry.key, i)))
        .toList();
  }

  private Comparator<GroupEntry> order() {
    Comparator<GroupEntry> drawn =
        Comparator.<GroupEntry>comparingLong(this::draw).thenComparing(entry -> entry.key);
    return rule == Rule.LONGEST
        ? Comparator.<GroupEntry>comparingDouble(entry -> -entry.tokens()).thenComparing(drawn)
        : drawn;
  }

  private long draw(GroupEntry entry) {
    long of = ((long) entry.key.step() << Integer.SIZE) | entry.key.slot();
    return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ of).nextLong();
  }
}
