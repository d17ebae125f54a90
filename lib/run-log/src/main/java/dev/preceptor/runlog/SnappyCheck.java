package dev.preceptor.runlog;

import java.nio.ByteBuffer;
import org.apache.kafka.common.record.DefaultRecordBatch;

/**
 * Reads what the blocks of a batch in snappy claim to hold. Unlike the streams of the other codecs,
 * snappy's allocates a block by these claims before it has read it.
 *
 * <p>The format is snappy-java's: a header of 16 bytes, then blocks, each after its length as an
 * int; a block begins with its length after decompression as a varint.
 */
final class SnappyCheck {

  private static final long MAGIC = 0x82534E4150505900L; // 0x82, "SNAPPY", 0
  private static final int HEADER_BYTES = 16;

  private SnappyCheck() {}

  /** Whether the batch is well-formed and its blocks claim no more than a limit together. */
  static boolean isBounded(DefaultRecordBatch batch, long maxBytes) {
    ByteBuffer whole = ByteBuffer.allocate(batch.sizeInBytes());
    batch.writeTo(whole);
    whole.flip().position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
    if (whole.remaining() < HEADER_BYTES || whole.getLong() != MAGIC) {
      return false;
    }
    whole.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD + HEADER_BYTES);
    long claimed = 0;
    while (whole.remaining() >= Integer.BYTES) {
      int length = whole.getInt();
      if (length < 1 || length > whole.remaining()) {
        return false;
      }
      claimed += unpackedLength(whole.slice(whole.position(), length));
      if (claimed > maxBytes) {
        return false;
      }
      whole.position(whole.position() + length);
    }
    return true;
  }

  private static long unpackedLength(ByteBuffer block) {
    long length = 0;
    for (int shift = 0; shift < Integer.SIZE && block.hasRemaining(); shift += 7) {
      byte next = block.get();
      length |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return length;
      }
    }
    return Long.MAX_VALUE >>> 1; // no length at all
  }
}
