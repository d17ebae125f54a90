package dev.preceptor.policy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.preceptor.schemas.DeltaCoding;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Lossless coding of the difference between two versions of a slice of weights. The bits of an
 * element are read as an integer. A small change of a weight is a small change of that integer, so
 * the differences of the integers are written (modulo their size, zigzag-encoded):
 *
 * <ul>
 *   <li>{@code SPARSE}: the number of changed elements, the gaps between them, then their
 *       differences, all as LEB128 numbers;
 *   <li>{@code DENSE}: the differences of all elements as byte planes, lowest byte first.
 * </ul>
 *
 * Either is compressed with zstd.
 */
final class DeltaCodec {

  /**
   * When more than one element in this many has changed, dense coding is smaller: storing positions
   * no longer pays off.
   */
  private static final int DENSE_FROM = 6;

  /** Longest LEB128 encoding of a 32-bit number, bytes. */
  private static final int MAX_VARINT = 5;

  private static final int ZSTD_LEVEL = 3;

  private DeltaCodec() {}

  /**
   * The encoded difference of a slice.
   *
   * @param changed number of elements that differ
   * @param size of the data before compression, bytes
   */
  record Encoded(DeltaCoding coding, int changed, int size, byte[] data) {}

  /**
   * The difference between two slices of the same length.
   *
   * @param elementBytes 2 or 4
   * @return empty if the slices are equal
   */
  static Optional<Encoded> encode(ByteBuffer base, ByteBuffer next, int elementBytes) {
    ByteBuffer before = base.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer after = next.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int elements = before.remaining() / elementBytes;
    int[] positions = new int[elements / DENSE_FROM + 1];
    int changed = 0;
    boolean sparse = true;
    for (int i = firstDifference(before, after, 0, elementBytes);
        i < elements;
        i = firstDifference(before, after, i + 1, elementBytes)) {
      if (changed == positions.length) {
        sparse = false;
        break;
      }
      positions[changed++] = i;
    }
    if (changed == 0) {
      return Optional.empty();
    }
    if (sparse) {
      byte[] raw = sparse(before, after, positions, changed, elementBytes);
      return Optional.of(
          new Encoded(DeltaCoding.SPARSE, changed, raw.length, Zstd.compress(raw, ZSTD_LEVEL)));
    }
    byte[] raw = new byte[elements * elementBytes];
    changed = dense(before, after, raw, elementBytes);
    return Optional.of(
        new Encoded(DeltaCoding.DENSE, changed, raw.length, Zstd.compress(raw, ZSTD_LEVEL)));
  }

  /**
   * The index of the first differing element at or after {@code from}, or the number of elements.
   */
  private static int firstDifference(ByteBuffer a, ByteBuffer b, int from, int elementBytes) {
    int start = from * elementBytes;
    int limit = a.remaining();
    int at = a.position() + start;
    int bt = b.position() + start;
    int end = a.position() + limit;
    while (at + Long.BYTES <= end) {
      long bits = a.getLong(at) ^ b.getLong(bt);
      if (bits != 0) {
        int bytes = at - a.position() + Long.numberOfTrailingZeros(bits) / Byte.SIZE;
        return bytes / elementBytes;
      }
      at += Long.BYTES;
      bt += Long.BYTES;
    }
    while (at < end) {
      if (a.get(at) != b.get(bt)) {
        return (at - a.position()) / elementBytes;
      }
      at++;
      bt++;
    }
    return limit / elementBytes;
  }

  private static byte[] sparse(
      ByteBuffer before, ByteBuffer after, int[] positions, int changed, int elementBytes) {
    ByteBuffer out = ByteBuffer.allocate(MAX_VARINT * (1 + 2 * changed));
    putNumber(out, changed);
    int last = -1;
    for (int i = 0; i < changed; i++) {
      putNumber(out, positions[i] - last - 1);
      last = positions[i];
    }
    for (int i = 0; i < changed; i++) {
      putNumber(out, difference(before, after, positions[i], elementBytes));
    }
    byte[] raw = new byte[out.position()];
    out.flip().get(raw);
    return raw;
  }

  private static int dense(ByteBuffer before, ByteBuffer after, byte[] raw, int elementBytes) {
    int elements = raw.length / elementBytes;
    int changed = 0;
    for (int i = 0; i < elements; i++) {
      int difference = difference(before, after, i, elementBytes);
      changed += difference == 0 ? 0 : 1;
      for (int plane = 0; plane < elementBytes; plane++) {
        raw[plane * elements + i] = (byte) (difference >>> (plane * Byte.SIZE));
      }
    }
    return changed;
  }

  private static int difference(ByteBuffer before, ByteBuffer after, int i, int elementBytes) {
    if (elementBytes == Short.BYTES) {
      short d =
          (short)
              (after.getShort(after.position() + i * Short.BYTES)
                  - before.getShort(before.position() + i * Short.BYTES));
      return ((d << 1) ^ (d >> 15)) & 0xffff;
    }
    int d =
        after.getInt(after.position() + i * Integer.BYTES)
            - before.getInt(before.position() + i * Integer.BYTES);
    return (d << 1) ^ (d >> 31);
  }

  /**
   * Turns a slice of the base into the next version's, in place.
   *
   * @param target the slice of the base; overwritten
   * @param size of the decompressed data, bytes
   * @param elementBytes 2 or 4
   * @throws UnreadableRecordException if the data does not decode to a difference of such a slice;
   *     part of it may have been applied by then
   */
  static void apply(
      DeltaCoding coding, int size, ByteBuffer data, ByteBuffer target, int elementBytes) {
    ByteBuffer slice = target.slice().order(ByteOrder.LITTLE_ENDIAN);
    int elements = slice.remaining() / elementBytes;
    int most =
        coding == DeltaCoding.DENSE
            ? elements * elementBytes
            : (int) Math.min(Integer.MAX_VALUE, MAX_VARINT * (1 + 2L * elements));
    require(size >= 0 && size <= most, "%d bytes for %d elements", size, elements);
    ByteBuffer raw = ByteBuffer.wrap(decompressed(data, size));
    if (coding == DeltaCoding.DENSE) {
      require(size == most, "%d bytes for %d elements", size, elements);
      applyDense(raw, slice, elements, elementBytes);
    } else {
      applySparse(raw, slice, elements, elementBytes);
    }
  }

  private static byte[] decompressed(ByteBuffer data, int size) {
    byte[] compressed = new byte[data.remaining()];
    data.duplicate().get(compressed);
    byte[] raw = new byte[size];
    long got;
    try {
      got = Zstd.decompress(raw, compressed);
    } catch (ZstdException e) {
      got = -1;
    }
    require(got == size, "its data does not decompress to %d bytes", size);
    return raw;
  }

  private static void applySparse(ByteBuffer raw, ByteBuffer slice, int elements, int bytes) {
    int changed = number(raw);
    require(changed >= 0 && changed <= elements, "%d changes in %d elements", changed, elements);
    ByteBuffer values = raw.duplicate();
    for (int i = 0; i < changed; i++) {
      number(values);
    }
    long position = -1;
    for (int i = 0; i < changed; i++) {
      position += 1 + Integer.toUnsignedLong(number(raw));
      require(position < elements, "a change at %d of %d", position, elements);
      add(slice, (int) position, number(values), bytes);
    }
    require(!values.hasRemaining(), "%d bytes too many", values.remaining());
  }

  private static void applyDense(ByteBuffer raw, ByteBuffer slice, int elements, int bytes) {
    for (int i = 0; i < elements; i++) {
      int difference = 0;
      for (int plane = 0; plane < bytes; plane++) {
        difference |= (raw.get(plane * elements + i) & 0xff) << (plane * Byte.SIZE);
      }
      if (difference != 0) {
        add(slice, i, difference, bytes);
      }
    }
  }

  private static void add(ByteBuffer slice, int i, int zigzag, int bytes) {
    int difference = (zigzag >>> 1) ^ -(zigzag & 1);
    if (bytes == Short.BYTES) {
      int at = i * Short.BYTES;
      slice.putShort(at, (short) (slice.getShort(at) + difference));
    } else {
      int at = i * Integer.BYTES;
      slice.putInt(at, slice.getInt(at) + difference);
    }
  }

  private static void putNumber(ByteBuffer out, int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static int number(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; shift < MAX_VARINT * 7; shift += 7) {
      require(in.hasRemaining(), "its data is truncated");
      byte next = in.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new UnreadableRecordException(
        "not a policy delta: a number is longer than " + MAX_VARINT + " bytes");
  }

  private static void require(boolean holds, String reason, Object... values) {
    if (!holds) {
      throw new UnreadableRecordException("not a policy delta: " + reason.formatted(values));
    }
  }
}
