package dev.preceptor.vqa;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/** Checks an image by its header, without decoding pixels. */
final class ImageHeader {

  private static final List<String> FORMATS = List.of("jpeg", "png");

  private ImageHeader() {}

  /**
   * Checks that a file is a JPEG or PNG by its header, and of a size that models accept.
   *
   * @throws InputException if it does not
   */
  static void check(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > Image.MAX_ENCODED_BYTES) {
      throw new InputException(
          "%d bytes; an image file may have at most %d".formatted(bytes, Image.MAX_ENCODED_BYTES));
    }
    try (ImageInputStream stream = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      while (readers.hasNext()) {
        ImageReader reader = readers.next();
        try {
          if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
            checkSize(reader, stream);
            return;
          }
        } finally {
          reader.dispose();
        }
      }
    }
    throw new InputException("neither a JPEG nor a PNG");
  }

  private static void checkSize(ImageReader reader, ImageInputStream stream) throws IOException {
    int width;
    int height;
    try {
      reader.setInput(stream, true, true);
      width = reader.getWidth(0);
      height = reader.getHeight(0);
    } catch (RuntimeException e) {
      throw new IOException("its header is damaged", e);
    }
    if ((long) width * height > Image.MAX_PIXELS) {
      throw new InputException(
          "%d x %d pixels; an image may have at most %d"
              .formatted(width, height, Image.MAX_PIXELS));
    }
    ImageProcessor.checkSides(width, height);
  }
}
