package dev.preceptor.runlog;

import dev.preceptor.schemas.Topics;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;

/**
 * Measures what a batch of records unpacks to, before Kafka's consumer does. The consumer allocates
 * a record by the size that the record claims, so the claims are read here first: through a small
 * buffer, and no further than the limits.
 *
 * @param bytes size of the records after decompression, as far as it was measured
 * @param refusal why the batch must not be unpacked; empty if it may be
 */
record BatchCheck(long bytes, Optional<String> refusal) {

  /**
   * The largest batch after decompression, bytes. A producer puts a record of {@link
   * Topics#MAX_RECORD_BYTES} into a batch of its own; the rest is room for records beyond that
   * limit, which their readers refuse one by one.
   */
  static final long MAX_BYTES = 2L * Topics.MAX_RECORD_BYTES + Topics.RECORD_OVERHEAD_BYTES;

  /** Most records in a batch: each one that cannot be read costs a dead letter. */
  static final int MAX_RECORDS = 10_000;

  /**
   * Most headers of a record. Each takes a few bytes in a batch, and over a hundred on the heap.
   */
  static final int MAX_HEADERS = 100;

  private static final String TOO_LARGE = "unpacks to more than %d bytes".formatted(MAX_BYTES);

  /** Measures a batch. */
  static BatchCheck of(RecordBatch batch, BufferSupplier buffers) {
    if (batch.isControlBatch()) {
      return new BatchCheck(batch.sizeInBytes(), Optional.empty()); // written by the broker itself
    }
    if (!(batch instanceof DefaultRecordBatch records)) {
      return refused(batch, 0, "has the old format " + batch.magic());
    }
    Integer count = records.countOrNull();
    if (count == null || count > MAX_RECORDS) {
      return refused(batch, 0, "has %s records, more than %d".formatted(count, MAX_RECORDS));
    }
    if (records.compressionType() == CompressionType.SNAPPY
        && !SnappyCheck.isBounded(records, MAX_BYTES)) {
      return refused(batch, 0, TOO_LARGE);
    }
    Walk walk = new Walk();
    try (var in = records.recordInputStream(buffers)) {
      walk.in = in;
      return measure(batch, count, walk);
    } catch (IOException | RuntimeException e) {
      return refused(batch, walk.read, "cannot be unpacked: " + e);
    }
  }

  private static BatchCheck measure(RecordBatch batch, int count, Walk in) throws IOException {
    for (int i = 0; i < count; i++) {
      int size = in.number();
      if (size < 0 || in.read + size > MAX_BYTES) {
        return refused(batch, in.read, TOO_LARGE);
      }
      long end = in.read + size;
      in.skip(1); // attributes
      in.number(); // time
      in.number(); // offset
      in.skip(in.number()); // key
      in.skip(in.number()); // value
      int headers = in.number();
      if (headers < 0 || headers > MAX_HEADERS) {
        return refused(
            batch,
            in.read,
            "has a record with %d headers, more than %d".formatted(headers, MAX_HEADERS));
      }
      for (int header = 0; header < headers; header++) {
        in.skip(in.number());
        in.skip(in.number());
      }
      if (in.read != end) {
        return refused(batch, in.read, "has a record that is not as long as it claims");
      }
    }
    return new BatchCheck(in.read, Optional.empty());
  }

  private static BatchCheck refused(RecordBatch batch, long bytes, String why) {
    return new BatchCheck(
        bytes,
        Optional.of(
            "a batch of %d bytes (%s) at the offsets %d to %d %s; it was skipped unread"
                .formatted(
                    batch.sizeInBytes(),
                    batch.compressionType().name,
                    batch.baseOffset(),
                    batch.lastOffset(),
                    why)));
  }

  /** Goes through the records of a batch, and keeps nothing of them. */
  private static final class Walk {

    private static final int MAX_VARINT_BITS = Long.SIZE;

    private InputStream in;
    private long read;

    /** The next number; those of times are longer than an int and are of no interest here. */
    int number() throws IOException {
      long zigzag = 0;
      for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
        int next = in.read();
        if (next < 0) {
          throw new EOFException("it ends within a record");
        }
        read++;
        zigzag |= (next & 0x7FL) << shift;
        if ((next & 0x80) == 0) {
          return (int) ((zigzag >>> 1) ^ -(zigzag & 1));
        }
      }
      throw new IOException("it has a number of more than 10 bytes");
    }

    /** Passes over bytes; none where the length says that there is no value. */
    void skip(int bytes) throws IOException {
      if (bytes > 0) {
        if (read + bytes > MAX_BYTES) {
          throw new IOException("it has a field of %d bytes".formatted(bytes));
        }
        in.skipNBytes(bytes);
        read += bytes;
      }
    }
  }
}
