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
 * JPEG and PNG to RGB as Pillow's {@code Image.open(file).convert("RGB")} does it. Samples are
 * taken as they lie in the file: colour profiles and gamma do not change them, alpha is dropped,
 * palettes are looked up. Grey of 16 bits saturates at 255, as Pillow's conversion does; the other
 * images of 16 bits keep their upper 8.
 *
 * <p>EXIF's orientation turns no image: {@code Image.open} does not, nor does transformers' image
 * processor. What does in Python is {@code ImageOps.exif_transpose}, which transformers' {@code
 * load_image} and the {@code Image} column of datasets call; who trained a model by those turns
 * such files before they come here.
 */
final class ImageDecoder {

  /** The most memory the samples may take while they are decoded. */
  private static final long MAX_SAMPLE_BYTES = 256L << 20;

  /** libjpeg's own words; it fills what is missing with grey. */
  private static final String TRUNCATED_JPEG = "premature end of data";

  // Where a PNG's first chunk says how it is made.
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

    /** The JDK's own reader, whatever plugins lie on the class path. */
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
   * Decodes a image.
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
          "%s: %d bytes, and %d are the most a image's file may have; save it smaller"
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
      // The readers answer damage with many kinds of unchecked exceptions too.
      throw new InputException(
          "%s: a damaged %s (%s); fetch it again"
              .formatted(place, format.name(), e.getMessage() == null ? e : e.getMessage()),
          e);
    } finally {
      reader.dispose();
    }
  }

  private static void checkPixels(int width, int height, String place) {
    if ((long) width * height > Image.MAX_PIXELS) {
      throw new InputException(
          "%s: %d x %d pixels, and %d are the most a image may have; make it smaller"
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
            "%s: %d bytes of samples, and %d are the most; save it smaller or with 8 bits"
                .formatted(place, bytes, MAX_SAMPLE_BYTES));
      }
    }
    BufferedImage image = reader.read(0);
    return new Image(image.getWidth(), image.getHeight(), rgb(image, saturates(encoded)));
  }

  /** Whether a PNG is grey of 16 bits without an alpha channel: Pillow's mode {@code I;16}. */
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
