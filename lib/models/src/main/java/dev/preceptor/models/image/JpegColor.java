package dev.preceptor.models.image;

import java.awt.image.Raster;
import java.io.IOException;

/** The colour space of a JPEG's components, determined as in libjpeg, and the conversion to RGB. */
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

  private static final int START_OF_SCAN = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;

  /** Converts a row's samples to RGB, written from index {@code at}. */
  abstract void convert(int[] samples, byte[] rgb, int at);

  /** Converts a raster to RGB. */
  byte[] toRgb(Raster raster) {
    int width = raster.getWidth();
    byte[] rgb = new byte[Math.multiplyExact(3, width * raster.getHeight())];
    int[] samples = new int[width * raster.getNumBands()];
    for (int y = 0; y < raster.getHeight(); y++) {
      convert(raster.getPixels(0, y, width, 1, samples), rgb, 3 * width * y);
    }
    return rgb;
  }

  /**
   * The colour space of a JPEG, from its JFIF and Adobe markers and its component ids.
   *
   * @throws IOException if the number of components is not 1, 3 or 4
   */
  static JpegColor of(byte[] jpeg, int components) throws IOException {
    Markers markers = Markers.read(jpeg);
    return switch (components) {
      case 1 -> GREY;
      case 3 -> {
        if (markers.jfif) {
          yield YCC;
        }
        yield markers.adobeTransform == 0 || (markers.adobeTransform < 0 && markers.namedRgb)
            ? RGB
            : YCC;
      }
      case 4 -> markers.adobeTransform == 2 ? YCCK : CMYK;
      default -> throw new IOException(components + " colour components");
    };
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

  /** The information on colour in the markers before the first scan. */
  private static final class Markers {
    private boolean jfif;
    private int adobeTransform = -1;
    private boolean namedRgb;

    static Markers read(byte[] jpeg) {
      Markers markers = new Markers();
      int at = 2;
      while (at + 4 <= jpeg.length && (jpeg[at] & 0xff) == 0xff) {
        int marker = jpeg[at + 1] & 0xff;
        if (marker == 0xff) {
          at++;
          continue;
        }
        int length = (jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff);
        int body = at + 4;
        int end = Math.min(jpeg.length, at + 2 + length);
        if (marker == START_OF_SCAN || length < 2) {
          break;
        } else if (marker == APP0 && startsWith(jpeg, body, end, "JFIF\0")) {
          markers.jfif = true;
        } else if (marker == APP14 && startsWith(jpeg, body, end, "Adobe") && end - body >= 12) {
          markers.adobeTransform = jpeg[body + 11] & 0xff;
        } else if (isFrame(marker) && end - body >= 15) {
          markers.namedRgb =
              jpeg[body + 6] == 'R' && jpeg[body + 9] == 'G' && jpeg[body + 12] == 'B';
        }
        at += 2 + length;
      }
      return markers;
    }

    /** Start of frame, C0 to CF, where tables (C4, CC) and an extension (C8) are not frames. */
    private static boolean isFrame(int marker) {
      return (marker & 0xf0) == 0xc0 && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static boolean startsWith(byte[] jpeg, int from, int end, String text) {
      if (end - from < text.length()) {
        return false;
      }
      for (int i = 0; i < text.length(); i++) {
        if (jpeg[from + i] != text.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }
}
