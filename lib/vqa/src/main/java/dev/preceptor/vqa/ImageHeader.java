package dev.preceptor.vqa;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.image.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the first bytes of a image tell, without decoding a pixel. */
final class ImageHeader {

  private ImageHeader() {}

  /**
   * Checks that a file starts as a JPEG or PNG of a size that models take.
   *
   * @throws InputException if it does not
   */
  static void check(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > Image.MAX_ENCODED_BYTES) {
      throw new InputException(
          "%d bytes, and %d are the most a image's file may have"
              .formatted(bytes, Image.MAX_ENCODED_BYTES));
    }
    var size = ImageSize.of(file);
    int width = size.width();
    int height = size.height();
    if (width < 1 || height < 1) {
      throw new InputException("%d x %d pixels".formatted(width, height));
    }
    if ((long) width * height > Image.MAX_PIXELS) {
      throw new InputException(
          "%d x %d pixels, and %d are the most a image may have"
              .formatted(width, height, Image.MAX_PIXELS));
    }
    ImageProcessor.checkSides(width, height);
  }
}
