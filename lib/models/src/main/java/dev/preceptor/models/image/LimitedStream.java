package dev.preceptor.models.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that ends after a number of bytes, however many there are. */
final class LimitedStream extends FilterInputStream {

  private long left;

  LimitedStream(InputStream in, long bytes) {
    super(in);
    left = bytes;
  }

  @Override
  public int read() throws IOException {
    int value = left > 0 ? super.read() : -1;
    left -= value >= 0 ? 1 : 0;
    return value;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = left > 0 ? super.read(into, from, (int) Math.min(length, left)) : -1;
    left -= Math.max(0, read);
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(Math.min(count, left));
    left -= skipped;
    return skipped;
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(super.available(), left);
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
