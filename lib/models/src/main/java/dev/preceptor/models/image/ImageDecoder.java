package dev.preceptor.models.image;

import dev.preceptor.jpeg.JpegDecoder;
import dev.preceptor.models.InputException;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.Function;
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

  // Where a PNG's first chunk says how it is made.
  private static final int PNG_DEPTH = 24;
  private static final int PNG_COLOR_TYPE = 25;

  private ImageDecoder() {}

  /**
   * Decodes an image.
   *
   * @param place its name in messages
   */
  static Image decode(byte[] encoded, String place) {
    checkEncodedBytes(encoded.length, place);
    return switch (ImageFormat.of(encoded)) {
      case JPEG -> jpeg(encoded, place);
      case PNG -> png(encoded, place, image -> image(image, saturates(encoded)));
      case OTHER ->
          throw new InputException(place + ": neither a JPEG nor a PNG; give one of these");
    };
  }

  static void checkEncodedBytes(long bytes, String place) {
    if (bytes > Image.MAX_ENCODED_BYTES) {
      throw new InputException(
          "%s: %d bytes; an image file may have at most %d; save it smaller"
              .formatted(place, bytes, Image.MAX_ENCODED_BYTES));
    }
  }

  /**
   * Decodes a PNG.
   *
   * @param use receives its samples as stored
   */
  static <T> T png(byte[] encoded, String place, Function<BufferedImage, T> use) {
    ImageReader reader = pngReader();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(in, true, true);
      checkPixels(reader.getWidth(0), reader.getHeight(0), place);
      return use.apply(png(reader, place));
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The reader answers damage with many kinds of unchecked exceptions too.
      throw new InputException(
          "%s: a damaged PNG (%s); fetch it again"
              .formatted(place, e.getMessage() == null ? e : e.getMessage()),
          e);
    } finally {
      reader.dispose();
    }
  }

  /** The JDK's own reader, which is Java alone, whatever plugins lie on the class path. */
  private static ImageReader pngReader() {
    for (Iterator<ImageReader> i = ImageIO.getImageReadersByFormatName("png"); i.hasNext(); ) {
      ImageReader reader = i.next();
      if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
        return reader;
      }
      reader.dispose();
    }
    throw new IllegalStateException("this Java has no reader for PNG");
  }

  private static void checkPixels(int width, int height, String place) {
    if ((long) width * height > Image.MAX_PIXELS) {
      throw new InputException(
          "%s: %d x %d pixels; an image may have at most %d; make it smaller"
              .formatted(place, width, height, Image.MAX_PIXELS));
    }
  }

  private static Image jpeg(byte[] encoded, String place) {
    var limits =
        new JpegDecoder.Limits() {
          @Override
          public void check(int width, int height) {
            checkPixels(width, height, place);
          }

          @Override
          public long bytes() {
            return MAX_SAMPLE_BYTES;
          }
        };
    try {
      var jpeg = JpegDecoder.decode(encoded, limits);
      return new Image(jpeg.width(), jpeg.height(), JpegColor.toRgb(jpeg));
    } catch (IOException e) {
      throw new InputException(
          "%s: a JPEG that cannot be decoded (%s); fetch it again, or save it anew"
              .formatted(place, e.getMessage()),
          e);
    }
  }

  private static BufferedImage png(ImageReader reader, String place) throws IOException {
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
    return reader.read(0);
  }

  /** Whether a PNG is 16-bit grey without alpha, Pillow's mode {@code I;16}. */
  static boolean saturates(byte[] png) {
    return png[PNG_DEPTH] == 16 && png[PNG_COLOR_TYPE] == 0;
  }

  static Image image(BufferedImage image, boolean saturates) {
    return new Image(image.getWidth(), image.getHeight(), rgb(image, saturates));
  }

  static byte[] rgb(BufferedImage image, boolean saturates) {
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
