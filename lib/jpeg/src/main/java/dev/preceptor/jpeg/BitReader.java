package dev.preceptor.jpeg;

import java.io.IOException;

/** The bits of a scan, the highest of each byte first. */
final class BitReader {

  private static final int ROOM = Integer.SIZE - Byte.SIZE;

  private final ByteSource source;
  private int buffer;
  private int available;

  /** How many of the available bits, the last ones, are not in the file. */
  private int padding;

  BitReader(ByteSource source) {
    this.source = source;
  }

  /** The next bits, at most 16, without taking them; zeros after the scan's end. */
  int peek(int count) {
    if (available < count) {
      fill();
    }
    return buffer >>> (available - count) & ((1 << count) - 1);
  }

  /** Takes bits that were peeked at. */
  void skip(int count) throws IOException {
    available -= count;
    if (available < padding) {
      throw new IOException("the file is truncated");
    }
  }

  /** So many bits, at most 16, as a number. */
  int bits(int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    int value = peek(count);
    skip(count);
    return value;
  }

  /** The signed number that so many bits stand for (T.81, figure F.12). */
  int signed(int count) throws IOException {
    int value = bits(count);
    return count == 0 || value >= 1 << (count - 1) ? value : value - (1 << count) + 1;
  }

  /** Drops what was read ahead. */
  void reset() {
    available = 0;
    padding = 0;
  }

  private void fill() {
    while (available <= ROOM) {
      int next = source.entropyByte();
      if (next < 0) {
        padding += Byte.SIZE;
        next = 0;
      }
      buffer = buffer << Byte.SIZE | next;
      available += Byte.SIZE;
    }
  }
}
