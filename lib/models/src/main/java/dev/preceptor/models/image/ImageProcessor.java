package dev.preceptor.models.image;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What becomes of an image before a model's vision tower sees it: fitted to the size that the model
 * needs, then cut into patches.
 */
public interface ImageProcessor {

  /**
   * Reads a file with the colours that the model sees.
   *
   * @throws InputException as {@link Image#read(Path)} does
   */
  default Image read(Path file) {
    return Image.read(file);
  }

  /**
   * Resizes an image to a size that the model takes; an image of such a size is returned unchanged.
   *
   * @throws InputException if it cannot be used
   */
  Image fit(Image image);

  /**
   * The grid of an image once it is fitted, from its size alone.
   *
   * @param image its size as it is stored
   * @throws InputException if an image of this size cannot be used
   */
  ImageGrid grid(ImageSize image);

  /** The number of tokens that an image takes in a prompt. */
  int tokens(ImageGrid grid);

  /** Cuts a fitted image into patches, in the order that the vision tower needs. */
  Patches patches(Image fitted);

  /**
   * A copy with the bounds that are given.
   *
   * @throws InputException if a bound is invalid, or the model has none
   */
  ImageProcessor withPixels(OptionalInt minPixels, OptionalInt maxPixels);

  /** The small files of a model whose images are to be fitted as this processor does. */
  Map<String, byte[]> written(ModelSource model);

  /** To how many pixels an image can be scaled to take so many tokens; 0 if it cannot. */
  long pixels(int tokens);

  /**
   * Checks an image's sides before it is decoded; the limit is the same for all models.
   *
   * @throws InputException if an image is more than 200 times as long as it is wide
   */
  static void checkSides(int width, int height) {
    SmartResize.checkSides(width, height);
  }
}
