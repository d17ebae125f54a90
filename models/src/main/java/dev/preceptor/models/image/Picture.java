package dev.preceptor.models.image;

import java.nio.file.Path;

/**
 * A picture in 8-bit RGB.
 *
 * @param width pixels
 * @param height pixels
 * @param rgb rows from the top, three bytes a pixel
 */
public record Picture(int width, int height, byte[] rgb) {

  /** Decodes a JPEG or a PNG. */
  public static Picture read(byte[] encoded) {
    throw new UnsupportedOperationException();
  }

  /** Reads and decodes a JPEG or PNG file. */
  public static Picture read(Path file) {
    throw new UnsupportedOperationException();
  }

  /** This picture as a PNG; the same picture gives the same bytes. */
  public byte[] toPng() {
    throw new UnsupportedOperationException();
  }

  /** This picture in another size, by Pillow's antialiased bicubic filter, bit for bit. */
  public Picture resize(int newWidth, int newHeight) {
    throw new UnsupportedOperationException();
  }
}
