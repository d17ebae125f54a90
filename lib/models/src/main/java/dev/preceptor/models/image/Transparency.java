package dev.preceptor.models.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** The transparency of a decoded PNG. */
final class Transparency {

  private static final int OPAQUE = 255;

  /** Fraction bits of Pillow's coefficients ({@code AlphaComposite.c}). */
  private static final int PRECISION_BITS = 7;

  private Transparency() {}

  /** Each pixel's opacity, 0 to 255; empty if the image has no transparency. */
  static int[] alpha(BufferedImage image) {
    if (!image.getColorModel().hasAlpha()) {
      return new int[0];
    }
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int band = raster.getNumBands() - 1;
    int shift = raster.getSampleModel().getSampleSize(band) - Byte.SIZE;
    int[] alpha = new int[width * image.getHeight()];
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, band, row);
      for (int x = 0; x < width; x++) {
        alpha[y * width + x] =
            image.getColorModel() instanceof IndexColorModel palette
                ? palette.getAlpha(row[x])
                : row[x] >> Math.max(shift, 0);
      }
    }
    return alpha;
  }

  /** The image over white, in Pillow's integer arithmetic. */
  static Image overWhite(BufferedImage image, boolean saturates) {
    byte[] rgb = ImageDecoder.rgb(image, saturates);
    int[] alpha = alpha(image);
    for (int i = 0; i < alpha.length; i++) {
      int own = alpha[i] << PRECISION_BITS;
      int white = (OPAQUE << PRECISION_BITS) - own;
      for (int at = 3 * i; at < 3 * i + 3; at++) {
        int sum = (rgb[at] & 0xff) * own + OPAQUE * white + (0x80 << PRECISION_BITS);
        rgb[at] = (byte) (((sum >> Byte.SIZE) + sum) >> Byte.SIZE >> PRECISION_BITS);
      }
    }
    return new Image(image.getWidth(), image.getHeight(), rgb);
  }
}
