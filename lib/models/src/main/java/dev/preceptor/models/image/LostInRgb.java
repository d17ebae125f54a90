package dev.preceptor.models.image;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an image loses when models see it in 8-bit RGB: a drawing whose lines have the colour that
 * is stored below its transparent background, and the levels above 255 of 16-bit grey.
 */
public final class LostInRgb {

  /**
   * An image as models see it.
   *
   * @param loss what its file loses, as a message that begins with "has"; empty if nothing of note
   */
  public record Seen(Image image, Optional<String> loss) {}

  private static final int OPAQUE = 128;

  /** Colours are compared by their upper bits. */
  private static final int COLOR_SHIFT = 4;

  private static final int COLOR_LEVELS = 256 >> COLOR_SHIFT;

  /** The fraction of an image that counts. */
  private static final double NOTABLE = 0.01;

  private static final double MOST = 0.5;

  private LostInRgb() {}

  /**
   * Reads and decodes a file, once.
   *
   * @throws dev.preceptor.models.InputException as {@link Image#read(Path)} does
   */
  public static Seen read(Path file) {
    byte[] encoded = Image.encoded(file);
    if (ImageFormat.of(encoded) != ImageFormat.PNG) {
      return new Seen(ImageDecoder.decode(encoded, file.toString()), Optional.empty());
    }
    boolean saturates = ImageDecoder.saturates(encoded);
    return ImageDecoder.png(
        encoded,
        file.toString(),
        image ->
            new Seen(
                ImageDecoder.image(image, saturates),
                saturates ? saturated(image) : hidden(image)));
  }

  private static Optional<String> saturated(BufferedImage image) {
    int[] row = new int[image.getWidth()];
    long above = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int level : image.getRaster().getSamples(0, y, row.length, 1, 0, row)) {
        above += level > 255 ? 1 : 0;
      }
    }
    double fraction = (double) above / ((long) row.length * image.getHeight());
    return fraction < NOTABLE
        ? Optional.empty()
        : Optional.of(
            ("has 16-bit grey, and models see every level above 255 as white: %.0f %% of its"
                    + " pixels; scale it to 8 bits")
                .formatted(100 * fraction));
  }

  private static Optional<String> hidden(BufferedImage image) {
    int[] alpha = Transparency.alpha(image);
    if (alpha.length == 0) {
      return Optional.empty();
    }
    byte[] rgb = ImageDecoder.rgb(image, false);
    int[] below = new int[COLOR_LEVELS * COLOR_LEVELS * COLOR_LEVELS];
    int[] shown = new int[below.length];
    for (int i = 0; i < alpha.length; i++) {
      (alpha[i] < OPAQUE ? below : shown)[color(rgb, 3 * i)]++;
    }
    int background = 0;
    long transparent = 0;
    long visible = 0;
    for (int c = 0; c < below.length; c++) {
      background = below[c] > below[background] ? c : background;
      transparent += below[c];
      visible += shown[c];
    }
    boolean lost = shown[background] > MOST * visible;
    return transparent < NOTABLE * alpha.length || !lost
        ? Optional.empty()
        : Optional.of(
            ("has a transparent background, and models see the colour stored below it, which is"
                    + " that of %.0f %% of the drawing; save it without transparency")
                .formatted(100.0 * shown[background] / visible));
  }

  private static int color(byte[] rgb, int at) {
    int color = 0;
    for (int i = 0; i < 3; i++) {
      color = color * COLOR_LEVELS + ((rgb[at + i] & 0xff) >> COLOR_SHIFT);
    }
    return color;
  }
}
