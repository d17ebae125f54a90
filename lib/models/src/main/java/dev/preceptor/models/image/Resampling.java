package dev.preceptor.models.image;

import java.util.Arrays;

/**
 * Pillow's antialiased resampling of 8-bit images, bit for bit ({@code Resample.c}): a horizontal
 * and a vertical pass, each with fixed-point coefficients and rounding.
 */
final class Resampling {

  /** Fraction bits of a coefficient; the other bits are 8 for the value and 2 of headroom. */
  private static final int PRECISION_BITS = 32 - 8 - 2;

  private static final int HALF = 1 << (PRECISION_BITS - 1);
  private static final int CHANNELS = 3;

  private Resampling() {}

  static Image resize(Image image, int width, int height, Filter filter) {
    if (width < 1 || height < 1 || (long) width * height > Image.MAX_PIXELS) {
      throw new IllegalArgumentException(
          "an image cannot be resized to %d x %d pixels".formatted(width, height));
    }
    if (verticallyFirst(image, width, height)) {
      return horizontally(vertically(image, height, filter), width, filter);
    }
    return vertically(horizontally(image, width, filter), height, filter);
  }

  /**
   * Whether the vertical pass comes first, as Pillow decides since version 13 (its pull request
   * 9549); older versions always start with the horizontal pass. The order affects the result
   * because each pass rounds and clips.
   */
  private static boolean verticallyFirst(Image image, int width, int height) {
    int lostRows = image.height() - height;
    int lostColumns = image.width() - width;
    return lostRows > 0 && lostRows > 2L * lostColumns;
  }

  private static Image horizontally(Image image, int width, Filter filter) {
    if (width == image.width()) {
      return image;
    }
    Taps taps = Taps.of(image.width(), width, filter);
    byte[] source = image.rgb();
    byte[] target = new byte[Math.multiplyExact(width * CHANNELS, image.height())];
    int at = 0;
    for (int y = 0; y < image.height(); y++) {
      int row = y * image.width() * CHANNELS;
      for (int x = 0; x < width; x++) {
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        int tap = x * taps.stride();
        int pixel = row + taps.first()[x] * CHANNELS;
        for (int i = 0; i < taps.count()[x]; i++, pixel += CHANNELS) {
          int coefficient = taps.coefficients()[tap + i];
          red += (source[pixel] & 0xff) * coefficient;
          green += (source[pixel + 1] & 0xff) * coefficient;
          blue += (source[pixel + 2] & 0xff) * coefficient;
        }
        target[at++] = clip(red);
        target[at++] = clip(green);
        target[at++] = clip(blue);
      }
    }
    return new Image(width, image.height(), target);
  }

  private static Image vertically(Image image, int height, Filter filter) {
    if (height == image.height()) {
      return image;
    }
    Taps taps = Taps.of(image.height(), height, filter);
    byte[] source = image.rgb();
    int rowBytes = image.width() * CHANNELS;
    byte[] target = new byte[Math.multiplyExact(rowBytes, height)];
    int[] sums = new int[rowBytes];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, HALF);
      for (int i = 0; i < taps.count()[y]; i++) {
        int coefficient = taps.coefficients()[y * taps.stride() + i];
        int row = (taps.first()[y] + i) * rowBytes;
        for (int x = 0; x < rowBytes; x++) {
          sums[x] += (source[row + x] & 0xff) * coefficient;
        }
      }
      int row = y * rowBytes;
      for (int x = 0; x < rowBytes; x++) {
        target[row + x] = clip(sums[x]);
      }
    }
    return new Image(image.width(), height, target);
  }

  private static byte clip(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
  }

  /**
   * The source pixels and coefficients of each target pixel, along one axis.
   *
   * @param stride number of coefficients stored per target pixel
   * @param first the first source pixel of each target pixel, [outputs]
   * @param count number of source pixels of each target pixel, [outputs]
   * @param coefficients [outputs, stride], in fixed point
   */
  private record Taps(int stride, int[] first, int[] count, int[] coefficients) {

    static Taps of(int inputs, int outputs, Filter filter) {
      double scale = (double) inputs / outputs;
      double filterScale = Math.max(scale, 1.0);
      double support = filter.support() * filterScale;
      int stride = (int) Math.ceil(support) * 2 + 1;
      int[] first = new int[outputs];
      int[] count = new int[outputs];
      int[] coefficients = new int[Math.multiplyExact(outputs, stride)];
      double[] weights = new double[stride];
      double inverse = 1.0 / filterScale;
      for (int out = 0; out < outputs; out++) {
        double center = (out + 0.5) * scale;
        int from = Math.max(0, (int) (center - support + 0.5));
        int to = Math.min(inputs, (int) (center + support + 0.5));
        double sum = 0;
        for (int i = 0; i < to - from; i++) {
          weights[i] = filter.weight((i + from - center + 0.5) * inverse);
          sum += weights[i];
        }
        for (int i = 0; i < to - from; i++) {
          coefficients[out * stride + i] = fixedPoint(sum == 0 ? weights[i] : weights[i] / sum);
        }
        first[out] = from;
        count[out] = to - from;
      }
      return new Taps(stride, first, count, coefficients);
    }

    private static int fixedPoint(double weight) {
      return (int) (weight * (1 << PRECISION_BITS) + (weight < 0 ? -0.5 : 0.5));
    }
  }
}
