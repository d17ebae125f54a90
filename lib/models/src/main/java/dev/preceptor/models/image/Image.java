package dev.preceptor.models.image;

import dev.preceptor.models.InputException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * An image in 8-bit RGB, as Pillow's {@code Image.open(file).convert("RGB")} returns it.
 *
 * @param width pixels
 * @param height pixels
 * @param rgb rows from the top, three bytes per pixel; not copied, so it must not be modified
 */
public record Image(int width, int height, byte[] rgb) {

  /** Most pixels of an image; checked before decoding. */
  public static final long MAX_PIXELS = 64_000_000;

  /** Most bytes of an encoded image. */
  public static final long MAX_ENCODED_BYTES = 64L << 20;

  /**
   * Checks that the number of bytes matches the size.
   *
   * @throws IllegalArgumentException if it does not
   */
  public Image {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "%d bytes for an image of %d x %d".formatted(rgb.length, width, height));
    }
  }

  /**
   * Decodes a JPEG or a PNG.
   *
   * @throws InputException if it is neither, damaged, or too large
   */
  public static Image read(byte[] encoded) {
    return ImageDecoder.decode(encoded, "image");
  }

  /**
   * Reads and decodes a JPEG or PNG file.
   *
   * @throws InputException naming the file, if it is missing, neither a JPEG nor a PNG, damaged, or
   *     too large
   */
  public static Image read(Path file) {
    return ImageDecoder.decode(encoded(file), file.toString());
  }

  /** The same with transparent pixels laid over white, as Pillow's {@code alpha_composite} does. */
  static Image readOverWhite(Path file) {
    byte[] encoded = encoded(file);
    if (ImageFormat.of(encoded) != ImageFormat.PNG) {
      return ImageDecoder.decode(encoded, file.toString());
    }
    boolean saturates = ImageDecoder.saturates(encoded);
    return ImageDecoder.png(
        encoded, file.toString(), image -> Transparency.overWhite(image, saturates));
  }

  /**
   * The bytes of a file, as {@link #read(Path)} takes them: not decoded, and not more than {@link
   * #MAX_ENCODED_BYTES}.
   *
   * @throws InputException naming the file, if it is missing or too large
   */
  public static byte[] encoded(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new InputException(file + ": no such file; give a JPEG or PNG image");
      }
      long bytes = Files.size(file);
      ImageDecoder.checkEncodedBytes(bytes, file.toString());
      try (InputStream in = Files.newInputStream(file)) {
        byte[] read = in.readNBytes((int) bytes + 1);
        if (read.length > bytes) {
          // An entry of an archive can be larger than the archive says.
          throw new InputException(
              "%s: has more than the %d bytes that it is said to have".formatted(file, bytes));
        }
        return read;
      }
    } catch (IOException e) {
      throw InputException.cannotBe("read", file, e);
    }
  }

  /** Encodes this image as PNG; equal images give equal bytes. */
  public byte[] toPng() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < rgb.length; i += 3) {
      bgr[i] = rgb[i + 2];
      bgr[i + 1] = rgb[i + 1];
      bgr[i + 2] = rgb[i];
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return png.toByteArray();
  }

  /**
   * This image in another size, resampled with the antialiased bicubic filter of Pillow 13, bit for
   * bit.
   */
  public Image resize(int newWidth, int newHeight) {
    return resize(newWidth, newHeight, Filter.BICUBIC);
  }

  /** A part of this image; what lies outside it is black. */
  Image window(int left, int top, int newWidth, int newHeight) {
    byte[] out = new byte[Math.multiplyExact(3, newWidth * newHeight)];
    int from = Math.max(0, left);
    int columns = Math.min(width, left + newWidth) - from;
    for (int y = Math.max(0, top); y < Math.min(height, top + newHeight); y++) {
      int to = (y - top) * newWidth + from - left;
      System.arraycopy(rgb, 3 * (y * width + from), out, 3 * to, 3 * columns);
    }
    return new Image(newWidth, newHeight, out);
  }

  /** This image in another size, resampled as Pillow 13 does, bit for bit. */
  Image resize(int newWidth, int newHeight, Filter filter) {
    return Resampling.resize(this, newWidth, newHeight, filter);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Image that
        && width == that.width
        && height == that.height
        && Arrays.equals(rgb, that.rgb);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return "Image[%d x %d]".formatted(width, height);
  }
}
