package dev.preceptor.models.image;

import dev.preceptor.models.InputException;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG and PNG to RGB like Pillow's {@code Image.open(file).convert("RGB")}. Samples are
 * used as stored: colour profiles and gamma are ignored, alpha is dropped, palettes are looked up.
 * 16-bit grey saturates at 255, as in Pillow; other 16-bit images keep the upper 8 bits.
 *
 * <p>The EXIF orientation is ignored, as in {@code Image.open} and transformers' image processor.
 * In Python {@code ImageOps.exif_transpose} applies it, which transformers' {@code load_image} and
 * the {@code Image} feature of datasets call; for a model trained that way, rotate such files
 * beforehand.
 */
final class ImageDecoder {

  /** Most memory for decoded samples, bytes. */
  private static final long MAX_SAMPLE_BYTES = 256L << 20;

  /** Part of libjpeg's warning for a truncated file, which it completes with grey. */
  private static final String TRUNCATED_JPEG = "premature end of data";

  // Offsets of bit depth and colour type in a PNG's first chunk.
  private static final int PNG_DEPTH = 24;
  private static final int PNG_COLOR_TYPE = 25;

  private enum Format {
    JPEG("jpeg", 0xff, 0xd8, 0xff),
    PNG("png", 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');

    private final String readerName;
    private final int[] magic;

    Format(String readerName, int... magic) {
      this.readerName = readerName;
      this.magic = magic;
    }

    boolean matches(byte[] encoded) {
      if (encoded.length < magic.length) {
        return false;
      }
      for (int i = 0; i < magic.length; i++) {
        if ((encoded[i] & 0xff) != magic[i]) {
          return false;
        }
      }
      return true;
    }

    /** The JDK's own reader, even if there are plugins on the class path. */
    ImageReader reader() {
      for (Iterator<ImageReader> i = ImageIO.getImageReadersByFormatName(readerName);
          i.hasNext(); ) {
        ImageReader reader = i.next();
        if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
          return reader;
        }
        reader.dispose();
      }
      throw new IllegalStateException("this Java has no reader for " + readerName);
    }
  }

  private ImageDecoder() {}

  /**
   * Decodes an image.
   *
   * @param place its name in messages
   */
  static Image decode(byte[] encoded, String place) {
    checkEncodedBytes(encoded.length, place);
    for (Format format : Format.values()) {
      if (format.matches(encoded)) {
        return decode(encoded, format, place);
      }
    }
    throw new InputException(place + ": neither a JPEG nor a PNG; give one of these");
  }

  static void checkEncodedBytes(long bytes, String place) {
    if (bytes > Image.MAX_ENCODED_BYTES) {
      throw new InputException(
          "%s: %d bytes; an image file may have at most %d; save it smaller"
              .formatted(place, bytes, Image.MAX_ENCODED_BYTES));
    }
  }

  private static Image decode(byte[] encoded, Format format, String place) {
    ImageReader reader = format.reader();
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(in, true, true);
      checkPixels(reader.getWidth(0), reader.getHeight(0), place);
      Image image = format == Format.JPEG ? jpeg(reader, encoded) : png(reader, encoded, place);
      if (warnings.stream().anyMatch(warning -> warning.contains(TRUNCATED_JPEG))) {
        throw new IOException("the file is truncated");
      }
      return image;
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // For damaged files the readers also throw unchecked exceptions of many types.
      throw new InputException(
          "%s: the %s is damaged (%s); fetch it again"
              .formatted(place, format.name(), e.getMessage() == null ? e : e.getMessage()),
          e);
    } finally {
      reader.dispose();
    }
  }

  private static void checkPixels(int width, int height, String place) {
    if ((long) width * height > Image.MAX_PIXELS) {
      throw new InputException(
          "%s: %d x %d pixels; an image may have at most %d; make it smaller"
              .formatted(place, width, height, Image.MAX_PIXELS));
    }
  }

  private static Image jpeg(ImageReader reader, byte[] encoded) throws IOException {
    Raster raster = reader.readRaster(0, null);
    byte[] rgb = JpegColor.of(encoded, raster.getNumBands()).toRgb(raster);
    return new Image(raster.getWidth(), raster.getHeight(), rgb);
  }

  private static Image png(ImageReader reader, byte[] encoded, String place) throws IOException {
    ImageTypeSpecifier type = reader.getRawImageType(0);
    if (type != null) {
      SampleModel samples = type.getSampleModel();
      long bits = 0;
      for (int size : samples.getSampleSize()) {
        bits += size;
      }
      long bytes = bits * reader.getWidth(0) * reader.getHeight(0) / Byte.SIZE;
      if (bytes > MAX_SAMPLE_BYTES) {
        throw new InputException(
            "%s: %d bytes of samples; the limit is %d; save it smaller or with 8 bits"
                .formatted(place, bytes, MAX_SAMPLE_BYTES));
      }
    }
    BufferedImage image = reader.read(0);
    return new Image(image.getWidth(), image.getHeight(), rgb(image, saturates(encoded)));
  }

  /** Whether a PNG is 16-bit grey without alpha, Pillow's mode {@code I;16}. */
  private static boolean saturates(byte[] png) {
    return png[PNG_DEPTH] == 16 && png[PNG_COLOR_TYPE] == 0;
  }

  private static byte[] rgb(BufferedImage image, boolean saturates) {
    Raster raster = image.getRaster();
    ColorModel colors = image.getColorModel();
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int shift = raster.getSampleModel().getSampleSize(0) > Byte.SIZE && !saturates ? Byte.SIZE : 0;
    byte[] rgb = new byte[Math.multiplyExact(3, width * raster.getHeight())];
    int[] row = new int[width * bands];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < row.length; x += bands) {
        if (colors instanceof IndexColorModel palette) {
          int color = palette.getRGB(row[x]);
          rgb[at++] = (byte) (color >> 16);
          rgb[at++] = (byte) (color >> 8);
          rgb[at++] = (byte) color;
        } else if (bands < 3) {
          byte grey = (byte) Math.min(255, row[x] >> shift);
          rgb[at++] = grey;
          rgb[at++] = grey;
          rgb[at++] = grey;
        } else {
          rgb[at++] = (byte) (row[x] >> shift);
          rgb[at++] = (byte) (row[x + 1] >> shift);
          rgb[at++] = (byte) (row[x + 2] >> shift);
        }
      }
    }
    return rgb;
  }
}
