package dev.preceptor.models.image;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import java.util.Map;
import java.util.OptionalInt;

/** What image processors share whose sizes are the model's alone. */
abstract class FixedImages implements ImageProcessor {

  private static final int CHANNELS = 3;

  private final PixelValues values;
  private final int patchSize;

  FixedImages(PixelValues values, int patchSize) {
    this.values = values;
    this.patchSize = patchSize;
  }

  @Override
  public ImageProcessor withPixels(OptionalInt minPixels, OptionalInt maxPixels) {
    if (minPixels.isPresent() || maxPixels.isPresent()) {
      throw new InputException(
          "min_pixels, max_pixels: this model fixes the size of its images; leave them out");
    }
    return this;
  }

  @Override
  public Map<String, byte[]> written(ModelSource model) {
    return model.files();
  }

  @Override
  public long pixels(int tokens) {
    return 0;
  }

  /**
   * Cuts a square of an image into patches, by rows; the values of a patch are ordered by channel,
   * row and column. Pixels beyond the last whole patch are left out.
   *
   * @param side of the square, patches
   */
  void cut(Image image, int left, int top, int side, float[] out, int at) {
    int to = at;
    for (int patch = 0; patch < side * side; patch++) {
      int y0 = top + patch / side * patchSize;
      int x0 = left + patch % side * patchSize;
      for (int channel = 0; channel < CHANNELS; channel++) {
        for (int y = y0; y < y0 + patchSize; y++) {
          for (int x = x0; x < x0 + patchSize; x++) {
            byte value = image.rgb()[(y * image.width() + x) * CHANNELS + channel];
            out[to++] = values.of(channel, value);
          }
        }
      }
    }
  }

  /** The number of values of a patch. */
  int patchValues() {
    return CHANNELS * patchSize * patchSize;
  }

  /** Complains of a file that is not for the model's vision tower. */
  static void requireSame(
      ImageProcessorFile file, String key, int value, String configKey, int configured) {
    if (value != configured) {
      throw new InputException(
          "%s, %s: %d, but %d in vision_config of config.json (%s); use the files of one model"
              .formatted(file.place(), key, value, configured, configKey));
    }
  }

  /** Complains of a step that cannot be left out. */
  static void requireDone(ImageProcessorFile file, String key) {
    if (!file.does(key)) {
      throw new InputException(
          "%s, %s: false is not supported; use true".formatted(file.place(), key));
    }
  }
}
