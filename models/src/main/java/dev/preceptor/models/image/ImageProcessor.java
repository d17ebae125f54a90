package dev.preceptor.models.image;

import dev.preceptor.models.checkpoint.ModelSource;

/**
 * Qwen2-VL's image processor.
 *
 * @param minPixels the fewest pixels a fitted picture has
 * @param maxPixels the most
 * @param patchSize pixels along a patch's side
 * @param mergeSize patches along the side of what becomes one token
 * @param temporalPatchSize frames a patch spans; a picture is repeated
 * @param resize whether pictures are resized at all
 * @param rescale whether values are multiplied by {@code rescaleFactor}
 * @param rescaleFactor usually 1/255
 * @param normalize whether mean and deviation are applied
 * @param mean of red, green, blue
 * @param std of red, green, blue
 */
public record ImageProcessor(
    long minPixels,
    long maxPixels,
    int patchSize,
    int mergeSize,
    int temporalPatchSize,
    boolean resize,
    boolean rescale,
    double rescaleFactor,
    boolean normalize,
    float[] mean,
    float[] std) {

  /** Reads {@code preprocessor_config.json}. */
  public static ImageProcessor from(ModelSource model) {
    throw new UnsupportedOperationException();
  }

  /** The same with other bounds. */
  public ImageProcessor withPixels(long newMinPixels, long newMaxPixels) {
    return new ImageProcessor(
        newMinPixels,
        newMaxPixels,
        patchSize,
        mergeSize,
        temporalPatchSize,
        resize,
        rescale,
        rescaleFactor,
        normalize,
        mean,
        std);
  }

  /** Resizes a picture to the size the model takes it in. */
  public Picture fit(Picture picture) {
    throw new UnsupportedOperationException();
  }

  /** The grid of a fitted picture. */
  public ImageGrid grid(Picture fitted) {
    throw new UnsupportedOperationException();
  }

  /** Cuts a fitted picture into patches. */
  public Patches patches(Picture fitted) {
    throw new UnsupportedOperationException();
  }
}
