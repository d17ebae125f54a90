package dev.preceptor.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Where a record that could not be read came from, and why it could not be. The dead letter has the
 * record's key and bytes, cut where they are larger than any record of a run; these fields are its
 * headers.
 *
 * @param topic where the record was
 * @param partition where the record was
 * @param offset where the record was
 * @param reason one line, cut to {@link #MAX_REASON_CHARS}
 */
public record DeadLetter(String topic, int partition, long offset, String reason) {
  /** Longest reason. */
  public static final int MAX_REASON_CHARS = 1000;

  /** Longest key of a dead letter, bytes; keys of a run's own records are far shorter. */
  public static final int MAX_KEY_BYTES = 1024;

  private static final String TOPIC = "source-topic";
  private static final String PARTITION = "source-partition";
  private static final String OFFSET = "source-offset";
  private static final String REASON = "reason";

  public DeadLetter {
    reason = reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS);
  }

  /**
   * A record's key as its dead letter has it: cut to {@link #MAX_KEY_BYTES}. A broker limits the
   * compressed size of records, so one that it took may be too large to be sent on.
   */
  public static byte[] key(String key) {
    return key == null ? null : cut(key.getBytes(StandardCharsets.UTF_8), MAX_KEY_BYTES);
  }

  /** A record's bytes as its dead letter has them: those that fit. */
  public static byte[] value(byte[] value) {
    return value == null ? null : cut(value, Topics.MAX_RECORD_BYTES);
  }

  private static byte[] cut(byte[] bytes, int max) {
    return bytes.length <= max ? bytes : Arrays.copyOf(bytes, max);
  }

  /** As headers of the dead letter, in UTF-8. */
  public List<Header> headers() {
    return List.of(
        header(TOPIC, topic),
        header(PARTITION, Integer.toString(partition)),
        header(OFFSET, Long.toString(offset)),
        header(REASON, reason));
  }

  /**
   * Reads the headers back.
   *
   * @throws UnreadableRecordException if one is missing or no number
   */
  public static DeadLetter of(Headers headers) {
    try {
      return new DeadLetter(
          text(headers, TOPIC),
          Integer.parseInt(text(headers, PARTITION)),
          Long.parseLong(text(headers, OFFSET)),
          text(headers, REASON));
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
