package dev.preceptor.cli.models;

import dev.preceptor.models.InputException;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The bounds of an image's pixels; a mixin. */
final class ImageBoundsOptions {

  @Option(
      names = "--min-pixels",
      paramLabel = "N",
      description =
          "An image with fewer pixels is scaled up to this many (default: the model folder's).")
  private Integer minPixels;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description =
          "An image with more pixels is scaled down to this many (default: the model folder's).")
  private Integer maxPixels;

  OptionalInt minPixels() {
    return optional(minPixels);
  }

  OptionalInt maxPixels() {
    return optional(maxPixels);
  }

  /** Refuses bounds for a request without an image, where they would do nothing. */
  void requireNone(String missing) {
    if (minPixels != null || maxPixels != null) {
      throw new InputException(
          "%s %d: there is no image; add %s"
              .formatted(
                  minPixels != null ? "--min-pixels" : "--max-pixels",
                  minPixels != null ? minPixels : maxPixels,
                  missing));
    }
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
