package dev.preceptor.testkit;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * Batches of records that are small to send and large to read. They are compressed while they are
 * written, so a test needs no more memory than a batch takes on its way.
 */
public final class HostileBatch {

  private static final int PART_BYTES = 1 << 16;
  private static final int NO_VALUE = -1;

  /** How a stream of snappy-java begins: 0x82, "SNAPPY", 0. */
  private static final long SNAPPY_MAGIC = 0x82534E4150505900L;

  private HostileBatch() {}

  /** One record with a value of so many zeros. */
  public static MemoryRecords bomb(CompressionType codec, int valueBytes) {
    return batch(codec, 1, (out, i) -> record(out, i, 0, valueBytes, 0, 0));
  }

  /** Records with values of so many zeros each. */
  public static MemoryRecords bomb(CompressionType codec, int records, int valueBytes) {
    return batch(codec, records, (out, i) -> record(out, i, 0, valueBytes, 0, 0));
  }

  /** One record whose key is a number of zeros. */
  public static MemoryRecords longKey(CompressionType codec, int keyBytes) {
    return batch(codec, 1, (out, i) -> record(out, i, keyBytes, NO_VALUE, 0, 0));
  }

  /** Many records without key and value. */
  public static MemoryRecords tinyRecords(CompressionType codec, int records) {
    return batch(codec, records, (out, i) -> record(out, i, 0, NO_VALUE, 0, 0));
  }

  /** One record with many headers without name and value. */
  public static MemoryRecords headers(CompressionType codec, int headers) {
    return batch(codec, 1, (out, i) -> record(out, i, 0, NO_VALUE, headers, 0));
  }

  /** One small record that claims to be larger than it is. */
  public static MemoryRecords lyingRecord(CompressionType codec, int claimedBytes) {
    return batch(codec, 1, (out, i) -> record(out, i, 0, 1, 0, claimedBytes));
  }

  /** One small record whose key claims to be so long, and is not there. */
  public static MemoryRecords lyingKey(CompressionType codec, int claimedBytes) {
    return batch(
        codec,
        1,
        (out, i) -> {
          start(out, i);
          ByteUtils.writeVarint(claimedBytes, out);
        });
  }

  /** One record whose key has a length that is no number. */
  public static MemoryRecords endlessNumber(CompressionType codec) {
    return batch(
        codec,
        1,
        (out, i) -> {
          start(out, i);
          byte[] more = new byte[20];
          Arrays.fill(more, (byte) 0x80);
          out.write(more);
        });
  }

  /** A batch that claims two records and has one. */
  public static MemoryRecords missingRecord(CompressionType codec) {
    return batch(
        codec,
        2,
        (out, i) -> {
          if (i == 0) {
            record(out, i, 0, 1, 0, 0);
          }
        });
  }

  /** A batch in snappy whose only block claims to hold so many bytes, and holds none. */
  public static MemoryRecords snappyBlock(int claimedBytes) throws IOException {
    ByteBufferOutputStream bytes = new ByteBufferOutputStream(PART_BYTES);
    bytes.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(SNAPPY_MAGIC);
    out.writeInt(1); // version
    out.writeInt(1); // the oldest version that can read it
    int length = ByteUtils.sizeOfUnsignedVarint(claimedBytes);
    out.writeInt(length);
    ByteUtils.writeUnsignedVarint(claimedBytes, out);
    return ofContent(bytes, CompressionType.SNAPPY, 1);
  }

  /** Writes record number i. */
  private interface Content {
    void write(DataOutputStream out, int i) throws IOException;
  }

  private static MemoryRecords batch(CompressionType codec, int records, Content content) {
    ByteBufferOutputStream bytes = new ByteBufferOutputStream(PART_BYTES);
    bytes.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
    try (DataOutputStream out =
        new DataOutputStream(
            Compression.of(codec).build().wrapForOutput(bytes, RecordBatch.CURRENT_MAGIC_VALUE))) {
      for (int i = 0; i < records; i++) {
        content.write(out, i);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ofContent(bytes, codec, records);
  }

  /**
   * Puts a header before the content of a batch.
   *
   * @param bytes the content, behind room for the header
   */
  private static MemoryRecords ofContent(
      ByteBufferOutputStream bytes, CompressionType codec, int records) {
    long time = System.currentTimeMillis();
    ByteBuffer batch = bytes.buffer().flip();
    DefaultRecordBatch.writeHeader(
        batch,
        0,
        records - 1,
        batch.limit(),
        RecordBatch.CURRENT_MAGIC_VALUE,
        codec,
        TimestampType.CREATE_TIME,
        time,
        time,
        RecordBatch.NO_PRODUCER_ID,
        RecordBatch.NO_PRODUCER_EPOCH,
        RecordBatch.NO_SEQUENCE,
        false,
        false,
        false,
        RecordBatch.NO_PARTITION_LEADER_EPOCH,
        records);
    return MemoryRecords.readableRecords(batch.rewind());
  }

  /** The start of a record of 20 bytes, up to its key. */
  private static void start(DataOutputStream out, int i) throws IOException {
    ByteUtils.writeVarint(20, out);
    out.writeByte(0);
    ByteUtils.writeVarlong(0, out);
    ByteUtils.writeVarint(i, out);
  }

  private static void record(
      DataOutputStream out, int i, int keyBytes, int valueBytes, int headers, int claimedBytes)
      throws IOException {
    int body =
        2 // attributes, time
            + ByteUtils.sizeOfVarint(i)
            + ByteUtils.sizeOfVarint(keyBytes)
            + keyBytes
            + ByteUtils.sizeOfVarint(valueBytes)
            + Math.max(0, valueBytes)
            + ByteUtils.sizeOfVarint(headers)
            + 2 * headers;
    ByteUtils.writeVarint(claimedBytes == 0 ? body : claimedBytes, out);
    out.writeByte(0);
    ByteUtils.writeVarlong(0, out);
    ByteUtils.writeVarint(i, out);
    ByteUtils.writeVarint(keyBytes, out);
    zeros(out, keyBytes);
    ByteUtils.writeVarint(valueBytes, out);
    zeros(out, valueBytes);
    ByteUtils.writeVarint(headers, out);
    zeros(out, 2 * headers); // name and value of length 0
  }

  private static void zeros(DataOutputStream out, int bytes) throws IOException {
    byte[] part = new byte[PART_BYTES];
    for (int left = bytes; left > 0; left -= PART_BYTES) {
      out.write(part, 0, Math.min(left, PART_BYTES));
    }
  }
}
