package dev.preceptor.schemas;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Decodes Avro's binary encoding without trusting lengths: before memory is allocated, the bytes
 * that a record claims to hold must be there. Avro's own decoder allocates first, and its limits
 * are global to the process.
 *
 * <p>Items of arrays and maps must take at least one byte each, which holds for all our schemas.
 */
final class BoundedDecoder extends Decoder {
  /** Most items in all arrays and maps of one record together. */
  static final int MAX_ITEMS = 1 << 22;

  private final ByteBuffer bytes;
  private long items;

  BoundedDecoder(ByteBuffer bytes) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int remaining() {
    return bytes.remaining();
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    require(1);
    byte value = bytes.get();
    if (value != 0 && value != 1) {
      throw new AvroRuntimeException("boolean with value " + value);
    }
    return value == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value != (int) value) {
      throw new AvroRuntimeException("int with value " + value);
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    long zigzag = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      require(1);
      byte next = bytes.get();
      zigzag |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw new AvroRuntimeException("number longer than 10 bytes");
  }

  @Override
  public float readFloat() throws IOException {
    require(Float.BYTES);
    return bytes.getFloat();
  }

  @Override
  public double readDouble() throws IOException {
    require(Double.BYTES);
    return bytes.getDouble();
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    return new Utf8(take(readLong()));
  }

  @Override
  public String readString() throws IOException {
    return new String(take(readLong()), StandardCharsets.UTF_8);
  }

  @Override
  public void skipString() throws IOException {
    skip(readLong());
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    return ByteBuffer.wrap(take(readLong()));
  }

  @Override
  public void skipBytes() throws IOException {
    skip(readLong());
  }

  @Override
  public void readFixed(byte[] target, int start, int length) throws IOException {
    require(length);
    bytes.get(target, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    skip(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return readBlockStart();
  }

  @Override
  public long arrayNext() throws IOException {
    return readBlockStart();
  }

  @Override
  public long skipArray() throws IOException {
    return skipBlocks();
  }

  @Override
  public long readMapStart() throws IOException {
    return readBlockStart();
  }

  @Override
  public long mapNext() throws IOException {
    return readBlockStart();
  }

  @Override
  public long skipMap() throws IOException {
    return skipBlocks();
  }

  /**
   * The number of items in the next block; a negative count is followed by the block's size in
   * bytes.
   */
  private long readBlockStart() throws IOException {
    long count = readLong();
    if (count < 0) {
      count = -count;
      require(readLong());
    }
    require(count);
    items += count;
    if (items > MAX_ITEMS) {
      throw new AvroRuntimeException("more than " + MAX_ITEMS + " items in arrays and maps");
    }
    return count;
  }

  /**
   * Skips blocks that state their size; returns the number of items of the first block that does
   * not, or 0.
   */
  private long skipBlocks() throws IOException {
    long count = readLong();
    while (count < 0) {
      skip(readLong());
      count = readLong();
    }
    require(count);
    return count;
  }

  private byte[] take(long length) throws IOException {
    require(length);
    byte[] taken = new byte[(int) length];
    bytes.get(taken);
    return taken;
  }

  private void skip(long length) throws IOException {
    require(length);
    bytes.position(bytes.position() + (int) length);
  }

  private void require(long length) throws IOException {
    if (length < 0) {
      throw new AvroRuntimeException("negative length");
    }
    if (length > bytes.remaining()) {
      throw new EOFException(
          "%d bytes or items claimed, %d bytes left".formatted(length, bytes.remaining()));
    }
  }
}
