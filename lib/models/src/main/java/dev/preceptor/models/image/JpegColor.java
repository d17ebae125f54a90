package dev.preceptor.models.image;

import dev.preceptor.jpeg.Jpeg;

/** How a JPEG's components become RGB: libjpeg's conversion, and Pillow's for inks. */
enum JpegColor {
  GREY {
    @Override
    void convert(int[] samples, byte[] rgb, int at) {
      for (int i = 0; i < samples.length; i++, at += 3) {
        byte grey = (byte) samples[i];
        rgb[at] = grey;
        rgb[at + 1] = grey;
        rgb[at + 2] = grey;
      }
    }
  },
  RGB {
    @Override
    void convert(int[] samples, byte[] rgb, int at) {
      for (int sample : samples) {
        rgb[at++] = (byte) sample;
      }
    }
  },
  YCC {
    @Override
    void convert(int[] samples, byte[] rgb, int at) {
      for (int i = 0; i < samples.length; i += 3, at += 3) {
        rgb[at] = (byte) red(samples, i);
        rgb[at + 1] = (byte) green(samples, i);
        rgb[at + 2] = (byte) blue(samples, i);
      }
    }
  },
  CMYK {
    @Override
    void convert(int[] samples, byte[] rgb, int at) {
      for (int i = 0; i < samples.length; i += 4, at += 3) {
        ink(samples[i], samples[i + 1], samples[i + 2], samples[i + 3], rgb, at);
      }
    }
  },
  YCCK {
    @Override
    void convert(int[] samples, byte[] rgb, int at) {
      for (int i = 0; i < samples.length; i += 4, at += 3) {
        int cyan = MAX - red(samples, i);
        int magenta = MAX - green(samples, i);
        int yellow = MAX - blue(samples, i);
        ink(cyan, magenta, yellow, samples[i + 3], rgb, at);
      }
    }
  };

  private static final int MAX = 255;
  private static final int CENTER = 128;

  // libjpeg's constants with 16 fraction bits (jdcolor.c).
  private static final int SCALE_BITS = 16;
  private static final int HALF = 1 << (SCALE_BITS - 1);
  private static final int CR_TO_RED = 91881;
  private static final int CB_TO_BLUE = 116130;
  private static final int CR_TO_GREEN = -46802;
  private static final int CB_TO_GREEN = -22554;

  /** Writes the row's samples as RGB from {@code at} on. */
  abstract void convert(int[] samples, byte[] rgb, int at);

  /** All rows of a JPEG as RGB. */
  static byte[] toRgb(Jpeg jpeg) {
    JpegColor color = valueOf(jpeg.colorSpace().name());
    byte[] rgb = new byte[Math.multiplyExact(3, jpeg.width() * jpeg.height())];
    int[] samples = new int[jpeg.width() * jpeg.components()];
    for (int y = 0; y < jpeg.height(); y++) {
      jpeg.rows().read(y, samples);
      color.convert(samples, rgb, 3 * jpeg.width() * y);
    }
    return rgb;
  }

  private static int red(int[] samples, int i) {
    return clip(samples[i] + ((CR_TO_RED * (samples[i + 2] - CENTER) + HALF) >> SCALE_BITS));
  }

  private static int green(int[] samples, int i) {
    int chroma =
        CB_TO_GREEN * (samples[i + 1] - CENTER) + HALF + CR_TO_GREEN * (samples[i + 2] - CENTER);
    return clip(samples[i] + (chroma >> SCALE_BITS));
  }

  private static int blue(int[] samples, int i) {
    return clip(samples[i] + ((CB_TO_BLUE * (samples[i + 1] - CENTER) + HALF) >> SCALE_BITS));
  }

  private static int clip(int value) {
    return Math.max(0, Math.min(MAX, value));
  }

  /** Converts CMYK, which JPEGs store inverted (Adobe's convention): 255 is no ink. */
  private static void ink(int cyan, int magenta, int yellow, int black, byte[] rgb, int at) {
    rgb[at] = (byte) (black - dividedBy255((MAX - cyan) * black));
    rgb[at + 1] = (byte) (black - dividedBy255((MAX - magenta) * black));
    rgb[at + 2] = (byte) (black - dividedBy255((MAX - yellow) * black));
  }

  /** Pillow's MULDIV255, rounded. */
  private static int dividedBy255(int product) {
    int rounded = product + CENTER;
    return ((rounded >> 8) + rounded) >> 8;
  }
}
