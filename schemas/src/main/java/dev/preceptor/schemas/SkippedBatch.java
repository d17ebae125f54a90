package dev.preceptor.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Stands in the place of a batch of records that was not unpacked: a record without key and value
 * at the offset of the batch's first record, with the reason in a header. Whoever reads treats it
 * as any other record that cannot be read.
 *
 * @param reason one line
 */
public record SkippedBatch(String reason) {

  private static final String NAME = "preceptor-skipped-batch";

  /** The reason as a header, UTF-8. */
  public Header header() {
    return new RecordHeader(NAME, reason.getBytes(StandardCharsets.UTF_8));
  }

  /** The skipped batch that a record stands for; empty for any other record. */
  public static Optional<SkippedBatch> of(Headers headers) {
    Header header = headers.lastHeader(NAME);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new SkippedBatch(new String(header.value(), StandardCharsets.UTF_8)));
  }

  /**
   * Passes over any other record.
   *
   * @throws UnreadableRecordException with the reason, if the record stands for a skipped batch
   */
  public static void requireNone(Headers headers) {
    of(headers)
        .ifPresent(
            skipped -> {
              throw new UnreadableRecordException(skipped.reason());
            });
  }
}
