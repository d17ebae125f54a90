package dev.preceptor.training.tuning;

import dev.preceptor.models.image.Image;
import java.util.Optional;

/**
 * Keeps resized images in memory up to a limit; further ones are decoded for each use. Patches,
 * which are thirty times as large, are recomputed.
 */
public final class KeptImages {

  private static final long LIMIT_BYTES = 192L << 20;

  private long bytes;

  /** The image if it can be kept. */
  public Optional<Image> keep(Image image) {
    if (bytes + image.rgb().length > LIMIT_BYTES) {
      return Optional.empty();
    }
    bytes += image.rgb().length;
    return Optional.of(image);
  }
}
