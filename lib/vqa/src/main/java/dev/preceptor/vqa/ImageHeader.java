package dev.preceptor.vqa;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.image.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks an image by its header, without decoding pixels. */
final class ImageHeader {

  private ImageHeader() {}

  /**
   * Checks that a file is a JPEG or PNG by its header, and of a size that models accept.
   *
   * @return its size
   * @throws InputException if it does not
   */
  static ImageSize check(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > Image.MAX_ENCODED_BYTES) {
      throw new InputException(
          "%d bytes; an image file may have at most %d".formatted(bytes, Image.MAX_ENCODED_BYTES));
    }
    var size = ImageSize.of(file);
    int width = size.width();
    int height = size.height();
    if (width < 1 || height < 1) {
      throw new InputException("%d x %d pixels".formatted(width, height));
    }
    if ((long) width * height > Image.MAX_PIXELS) {
      throw new InputException(
          "%d x %d pixels; an image may have at most %d"
              .formatted(width, height, Image.MAX_PIXELS));
    }
    ImageProcessor.checkSides(width, height);
    return size;
  }
}
