package dev.preceptor.models.image;

import dev.preceptor.jpeg.JpegHeader;
import dev.preceptor.models.InputException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How large an image is, from the first bytes of its file.
 *
 * @param width pixels
 * @param height pixels
 */
public record ImageSize(int width, int height) {

  private static final int MAGIC_BYTES = 8;
  private static final int BEFORE_PNG_SIZE = 16;

  /**
   * Reads the header of a JPEG or PNG.
   *
   * @throws InputException if it is neither
   * @throws IOException if the header is damaged
   */
  public static ImageSize of(Path file) throws IOException {
    try (var in =
        new DataInputStream(
            new BufferedInputStream(
                new LimitedStream(Files.newInputStream(file), Image.MAX_ENCODED_BYTES)))) {
      in.mark(BEFORE_PNG_SIZE);
      var format = ImageFormat.of(in.readNBytes(MAGIC_BYTES));
      in.reset();
      return switch (format) {
        case JPEG -> {
          var header = JpegHeader.read(in);
          yield new ImageSize(header.width(), header.height());
        }
        case PNG -> {
          in.skipNBytes(BEFORE_PNG_SIZE);
          yield new ImageSize(in.readInt(), in.readInt());
        }
        case OTHER -> throw new InputException("neither a JPEG nor a PNG");
      };
    }
  }
}
