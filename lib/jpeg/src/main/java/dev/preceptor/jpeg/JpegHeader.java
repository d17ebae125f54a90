package dev.preceptor.jpeg;

import java.io.DataInputStream;
import java.io.IOException;

/**
 * The size of a JPEG, read without decoding it.
 *
 * @param width pixels
 * @param height pixels
 */
public record JpegHeader(int width, int height) {

  private static final int START_OF_IMAGE = 0xd8;
  private static final int START_OF_SCAN = 0xda;
  private static final int FIRST_RESTART = 0xd0;
  private static final int TEMPORARY = 0x01;
  private static final int LENGTH_BYTES = 2;

  /**
   * Reads up to the frame's header.
   *
   * @throws IOException if there is none before the first scan, or the file ends
   */
  public static JpegHeader read(DataInputStream in) throws IOException {
    while (true) {
      int marker = marker(in);
      if (marker == START_OF_SCAN || marker == ByteSource.END_OF_IMAGE) {
        throw new IOException("a JPEG without a frame header");
      }
      if (marker == TEMPORARY || (marker >= FIRST_RESTART && marker <= START_OF_IMAGE)) {
        continue;
      }
      int length = in.readUnsignedShort();
      if (Frame.isStart(marker)) {
        in.readByte();
        int height = in.readUnsignedShort();
        return new JpegHeader(in.readUnsignedShort(), height);
      }
      in.skipNBytes(Math.max(0, length - LENGTH_BYTES));
    }
  }

  private static int marker(DataInputStream in) throws IOException {
    int code = 0;
    while (code == 0) {
      while (in.readUnsignedByte() != 0xff) {
        // bytes that belong to no segment
      }
      do {
        code = in.readUnsignedByte();
      } while (code == 0xff);
    }
    return code;
  }
}
