package dev.preceptor.models.image;

import dev.preceptor.models.InputException;

/**
 * The size Qwen2-VL takes a image in: transformers' {@code smart_resize}.
 *
 * @param width a multiple of the factor
 * @param height a multiple of the factor
 */
record SmartResize(int width, int height) {

  private static final double MAX_ASPECT_RATIO = 200;

  /**
   * The multiples of the factor that keep the aspect as well as they can and the number of pixels
   * within its bounds.
   *
   * @throws InputException if a image is more than 200 times as long as it is wide
   */
  static SmartResize of(int width, int height, int factor, long minPixels, long maxPixels) {
    checkSides(width, height);
    // Python's round: halves go to the even neighbour.
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

  /** Refuses a image that no size would do justice to. */
  static void checkSides(int width, int height) {
    double aspect = (double) Math.max(height, width) / Math.min(height, width);
    if (aspect > MAX_ASPECT_RATIO) {
      throw new InputException(
          "image of %d x %d pixels: its sides differ by more than %.0f times; cut it"
              .formatted(width, height, MAX_ASPECT_RATIO));
    }
  }
}
