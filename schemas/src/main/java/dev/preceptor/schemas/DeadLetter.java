package dev.preceptor.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The origin of a record that could not be used, and the reason; written as headers of the dead
 * letter. The record's key and bytes are the dead letter's key and value, truncated if they exceed
 * the limits of a run's records.
 *
 * @param topic of the record
 * @param partition of the record
 * @param offset of the record
 * @param reason one line, truncated to {@link #MAX_REASON_CHARS}
 * @param refused whether the record has no effect, see {@link RefusedRecordException}; otherwise it
 *     may have failed its group
 */
public record DeadLetter(String topic, int partition, long offset, String reason, boolean refused) {
  /** Longest reason, characters. */
  public static final int MAX_REASON_CHARS = 1000;

  /** Longest key of a dead letter, bytes; keys of a run's records are much shorter. */
  public static final int MAX_KEY_BYTES = 1024;

  private static final String TOPIC = "source-topic";
  private static final String PARTITION = "source-partition";
  private static final String OFFSET = "source-offset";
  private static final String REASON = "reason";
  private static final String REFUSED = "refused";

  public DeadLetter {
    reason = reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS);
  }

  /** The letter for a record that cannot be used. */
  public static DeadLetter of(
      String topic, int partition, long offset, UnreadableRecordException why) {
    return new DeadLetter(
        topic, partition, offset, why.getMessage(), why instanceof RefusedRecordException);
  }

  /**
   * The key of a record's dead letter: UTF-8, truncated. Brokers limit the compressed size of
   * records, so a record that was accepted may be too large to be forwarded uncompressed.
   */
  public static byte[] key(String key) {
    return key == null ? null : cut(key.getBytes(StandardCharsets.UTF_8), MAX_KEY_BYTES);
  }

  /** The value of a record's dead letter, truncated to {@link Topics#MAX_RECORD_BYTES}. */
  public static byte[] value(byte[] value) {
    return value == null ? null : cut(value, Topics.MAX_RECORD_BYTES);
  }

  private static byte[] cut(byte[] bytes, int max) {
    return bytes.length <= max ? bytes : Arrays.copyOf(bytes, max);
  }

  /** The headers of the dead letter, UTF-8. */
  public List<Header> headers() {
    return List.of(
        header(TOPIC, topic),
        header(PARTITION, Integer.toString(partition)),
        header(OFFSET, Long.toString(offset)),
        header(REASON, reason),
        header(REFUSED, Boolean.toString(refused)));
  }

  /**
   * Reads the headers back. Letters of older versions do not say whether a record was refused; they
   * knew only unreadable ones.
   *
   * @throws UnreadableRecordException if a header is missing, or partition or offset is not a
   *     number
   */
  public static DeadLetter of(Headers headers) {
    try {
      return new DeadLetter(
          text(headers, TOPIC),
          Integer.parseInt(text(headers, PARTITION)),
          Long.parseLong(text(headers, OFFSET)),
          text(headers, REASON),
          headers.lastHeader(REFUSED) != null && Boolean.parseBoolean(text(headers, REFUSED)));
    } catch (NumberFormatException e) {
      throw new UnreadableRecordException("not a dead letter: " + e.getMessage(), e);
    }
  }

  private static Header header(String name, String text) {
    return new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      throw new UnreadableRecordException("not a dead letter: it has no header " + name);
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }
}
