package dev.preceptor.console.index;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Which groups are wanted, and in which order.
 *
 * @param fromStep first step
 * @param toStep last step
 * @param flags all of which a group must have
 * @param text that a question must contain, whatever its case; empty for any
 * @param order of the list
 * @param offset groups that are passed over
 * @param limit most groups
 */
public record GroupQuery(
    int fromStep,
    int toStep,
    Set<GroupFlag> flags,
    String text,
    Order order,
    int offset,
    int limit) {

  /** Most groups of a page. */
  public static final int MAX_LIMIT = 200;

  private static final Comparator<GroupEntry> BY_KEY = Comparator.comparing(entry -> entry.key);

  /** An order of groups. What has no value comes last. */
  public enum Order {
    NEWEST(BY_KEY.reversed()),
    OLDEST(BY_KEY),
    LOWEST_REWARD(by(GroupEntry::mean)),
    HIGHEST_REWARD(by(entry -> -entry.mean())),
    WIDEST_SPREAD(by(entry -> -entry.spread())),
    LONGEST(by(entry -> -entry.tokens()));

    private final Comparator<GroupEntry> comparator;

    Order(Comparator<GroupEntry> comparator) {
      this.comparator = comparator;
    }

    /** {@code Double.compare} puts NaN last. */
    private static Comparator<GroupEntry> by(ToDoubleFunction<GroupEntry> value) {
      return Comparator.comparingDouble(value).thenComparing(BY_KEY);
    }

    /** The order of a label; the newest first for any other. */
    public static Order of(String label) {
      for (Order order : values()) {
        if (order.name().toLowerCase(Locale.ROOT).equals(label)) {
          return order;
        }
      }
      return NEWEST;
    }
  }

  public GroupQuery {
    flags = Set.copyOf(flags);
    text = folded(text);
    offset = Math.max(0, offset);
    limit = Math.max(1, Math.min(MAX_LIMIT, limit));
  }

  static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The matching entries in order. */
  List<GroupEntry> of(List<GroupEntry> entries) {
    return entries.stream().filter(this::matches).sorted(order.comparator).toList();
  }

  private boolean matches(GroupEntry entry) {
    return entry.key.step() >= fromStep
        && entry.key.step() <= toStep
        && flags.stream().allMatch(entry::has)
        && (text.isEmpty() || entry.asks(text));
  }
}
