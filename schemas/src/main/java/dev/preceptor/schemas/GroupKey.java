package dev.preceptor.schemas;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;

/**
 * The key of all records of one group of responses; as text {@code step-slot} ("12-3").
 *
 * @param step optimizer step, from 1
 * @param slot position within the step, from 0
 */
public record GroupKey(int step, int slot) implements Comparable<GroupKey> {
  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,8})-(0|[1-9][0-9]{0,8})");

  public GroupKey {
    if (step < 1 || slot < 0) {
      throw new IllegalArgumentException(
          "group " + step + "-" + slot + ": steps count from 1 and slots from 0");
    }
  }

  /**
   * Reads a key.
   *
   * @throws UnreadableRecordException if the text is not a key
   */
  public static GroupKey parse(String text) {
    Matcher matcher = TEXT.matcher(text == null ? "" : text);
    if (!matcher.matches()) {
      throw new UnreadableRecordException("key " + Excerpt.of(text) + " is not step-slot");
    }
    return new GroupKey(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /**
   * Checks that a record was written with its own key.
   *
   * @throws UnreadableRecordException if the text is not a key, or the key of another group
   */
  public static void require(String text, int step, int slot) {
    GroupKey key = parse(text);
    if (key.step != step || key.slot != slot) {
      throw new UnreadableRecordException(
          "the record of step %2$d, slot %3$d has the key %1$s".formatted(key, step, slot));
    }
  }

  /** The partition that Kafka's producers choose for records with this key. */
  public int partition(int partitions) {
    return Utils.toPositive(Utils.murmur2(toString().getBytes(StandardCharsets.UTF_8)))
        % partitions;
  }

  /**
   * Checks that a record lies where the run writes the records of this group.
   *
   * @throws RefusedRecordException if it does not
   */
  public void requirePartition(int expected, int actual) {
    if (actual != expected) {
      throw new RefusedRecordException(
          "the record of group %s is in partition %d; the run writes it to partition %d"
              .formatted(this, actual, expected));
    }
  }

  /** By step, then by slot. */
  @Override
  public int compareTo(GroupKey other) {
    int bySteps = Integer.compare(step, other.step);
    return bySteps != 0 ? bySteps : Integer.compare(slot, other.slot);
  }

  /** The key as it is written to Kafka: {@code step-slot}. */
  @Override
  public String toString() {
    return step + "-" + slot;
  }
}
