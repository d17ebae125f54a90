package dev.preceptor.models.image;

import dev.preceptor.models.InputException;

/**
 * The size to which Qwen2-VL resizes an image: transformers' {@code smart_resize}.
 *
 * @param width a multiple of the factor
 * @param height a multiple of the factor
 */
record SmartResize(int width, int height) {

  private static final double MAX_ASPECT_RATIO = 200;

  /**
   * The multiples of the factor that keep the aspect ratio as closely as possible and the number of
   * pixels within its bounds.
   *
   * @throws InputException if an image is more than 200 times as long as it is wide
   */
  static SmartResize of(int width, int height, int factor, long minPixels, long maxPixels) {
    checkSides(width, height);
    // Like Python's round: ties go to even.
    double newHeight = Math.rint((double) height / factor) * factor;
    double newWidth = Math.rint((double) width / factor) * factor;
    double pixels = (double) height * width;
    if (newHeight * newWidth > maxPixels) {
      double beta = Math.sqrt(pixels / maxPixels);
      newHeight = Math.max(factor, Math.floor(height / beta / factor) * factor);
      newWidth = Math.max(factor, Math.floor(width / beta / factor) * factor);
    } else if (newHeight * newWidth < minPixels) {
      double beta = Math.sqrt(minPixels / pixels);
      newHeight = Math.ceil(height * beta / factor) * factor;
      newWidth = Math.ceil(width * beta / factor) * factor;
    }
    return new SmartResize((int) newWidth, (int) newHeight);
  }

  /** Refuses an extreme aspect ratio. */
  static void checkSides(int width, int height) {
    double aspect = (double) Math.max(height, width) / Math.min(height, width);
    if (aspect > MAX_ASPECT_RATIO) {
      throw new InputException(
          "image of %d x %d pixels: the ratio of its sides is above %.0f; crop it"
              .formatted(width, height, MAX_ASPECT_RATIO));
    }
  }
}
