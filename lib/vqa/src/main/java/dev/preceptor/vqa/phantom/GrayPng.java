package dev.preceptor.vqa.phantom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * Writes an 8-bit gray PNG with stored (uncompressed) blocks. Compressed bytes differ between zlib
 * builds, and noise hardly compresses; stored bytes are the same everywhere.
 */
final class GrayPng {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final int MAX_STORED = 65535;

  private GrayPng() {}

  static byte[] encode(int width, int height, byte[] gray) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(gray.length + 256);
    out.writeBytes(SIGNATURE);
    byte depth = 8;
    chunk(
        out,
        "IHDR",
        ByteBuffer.allocate(13).putInt(width).putInt(height).put(depth).put(new byte[4]).array());
    chunk(out, "IDAT", zlibStored(scanlines(width, height, gray)));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static byte[] scanlines(int width, int height, byte[] gray) {
    byte[] lines = new byte[height * (width + 1)];
    for (int y = 0; y < height; y++) {
      System.arraycopy(gray, y * width, lines, y * (width + 1) + 1, width);
    }
    return lines;
  }

  private static byte[] zlibStored(byte[] data) {
    int blocks = (data.length + MAX_STORED - 1) / MAX_STORED;
    // Little-endian block headers inside a big-endian container, hence reverseBytes.
    ByteBuffer out = ByteBuffer.allocate(2 + 5 * blocks + data.length + 4);
    out.put((byte) 0x78).put((byte) 0x01);
    for (int start = 0; start < data.length; start += MAX_STORED) {
      int length = Math.min(MAX_STORED, data.length - start);
      out.put((byte) (start + length == data.length ? 1 : 0));
      out.putShort(Short.reverseBytes((short) length));
      out.putShort(Short.reverseBytes((short) ~length));
      out.put(data, start, length);
    }
    Adler32 sum = new Adler32();
    sum.update(data);
    return out.putInt((int) sum.getValue()).array();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
