package dev.preceptor.jpeg;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What JFIF's and Adobe's segments before the first scan say about colour. */
final class ColorMarkers {

  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final int JFIF_BYTES = 14;
  private static final int ADOBE_BYTES = 12;
  private static final int TRANSFORM = 11;
  private static final List<Integer> RGB = List.of((int) 'R', (int) 'G', (int) 'B');

  private boolean closed;
  private boolean jfif;
  private boolean adobe;
  private int transform;

  void app0(byte[] body) {
    if (!closed && body.length >= JFIF_BYTES && startsWith(body, JFIF)) {
      jfif = true;
    }
  }

  void app14(byte[] body) {
    if (!closed && body.length >= ADOBE_BYTES && startsWith(body, ADOBE)) {
      adobe = true;
      transform = body[TRANSFORM] & 0xff;
    }
  }

  /** What comes later does not count. */
  void close() {
    closed = true;
  }

  /** The colour space, by libjpeg's rules (jdapimin.c). */
  JpegColorSpace space(List<Component> components) {
    return switch (components.size()) {
      case 1 -> JpegColorSpace.GREY;
      case 3 -> {
        boolean rgb =
            !jfif
                && (adobe
                    ? transform == 0
                    : components.stream().map(component -> component.id).toList().equals(RGB));
        yield rgb ? JpegColorSpace.RGB : JpegColorSpace.YCC;
      }
      default -> adobe && transform != 0 ? JpegColorSpace.YCCK : JpegColorSpace.CMYK;
    };
  }

  private static boolean startsWith(byte[] body, byte[] name) {
    return Arrays.equals(body, 0, name.length, name, 0, name.length);
  }
}
