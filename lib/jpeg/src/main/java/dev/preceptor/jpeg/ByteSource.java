package dev.preceptor.jpeg;

import java.io.IOException;

/** The bytes of a file, with the marker that stopped the reading of a scan. */
final class ByteSource {

  static final int END_OF_IMAGE = 0xd9;

  private final byte[] bytes;
  private int at;
  private int pending;
  private boolean exhausted;

  ByteSource(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether a scan ran into the end of the file instead of a marker. */
  boolean isExhausted() {
    return exhausted;
  }

  /** The bytes of a segment after its length. */
  byte[] segment() throws IOException {
    int length = (u8() << 8 | u8()) - 2;
    if (length < 0) {
      throw new IOException("a segment of %d bytes".formatted(length + 2));
    }
    if (length > bytes.length - at) {
      throw new IOException("the file is truncated");
    }
    byte[] body = new byte[length];
    System.arraycopy(bytes, at, body, 0, length);
    at += length;
    return body;
  }

  /**
   * The next marker, a pending one first. Bytes that belong to none are skipped, and a file that
   * ends without an end-of-image marker ends with one, both as in libjpeg.
   */
  int nextMarker() {
    if (pending == 0) {
      while (pending == 0 && at < bytes.length) {
        if ((bytes[at++] & 0xff) == 0xff) {
          pending = markerCode();
        }
      }
    }
    int marker = pending == 0 ? END_OF_IMAGE : pending;
    pending = 0;
    return marker;
  }

  /** Puts a marker back. */
  void pushBack(int marker) {
    pending = marker;
  }

  /**
   * The next byte of a scan's data without byte stuffing; -1 where a marker, or the end of the
   * file, is next.
   */
  int entropyByte() {
    if (pending != 0) {
      return -1;
    }
    if (at >= bytes.length) {
      exhausted = true;
      return -1;
    }
    int value = bytes[at++] & 0xff;
    if (value != 0xff) {
      return value;
    }
    if (at >= bytes.length) {
      exhausted = true;
      return -1;
    }
    pending = markerCode();
    return pending == 0 ? 0xff : -1;
  }

  /** What follows FF and its repetitions: 0 for a stuffed byte. */
  private int markerCode() {
    while (at < bytes.length && (bytes[at] & 0xff) == 0xff) {
      at++;
    }
    return at < bytes.length ? bytes[at++] & 0xff : END_OF_IMAGE;
  }

  private int u8() throws IOException {
    if (at >= bytes.length) {
      throw new IOException("the file is truncated");
    }
    return bytes[at++] & 0xff;
  }
}
