package dev.preceptor.jpeg;

/**
 * A decoded JPEG, in the colours of the file.
 *
 * @param width pixels
 * @param height pixels
 * @param colorSpace what the components are, decided as libjpeg decides it
 * @param rows gives the rows
 */
public record Jpeg(int width, int height, JpegColorSpace colorSpace, Rows rows) {

  /** The samples, row by row. */
  @FunctionalInterface
  public interface Rows {

    /**
     * Writes a row.
     *
     * @param y from the top
     * @param samples takes {@code width} times the number of components, interleaved, 0 to 255
     */
    void read(int y, int[] samples);
  }

  /** How many components there are. */
  public int components() {
    return switch (colorSpace) {
      case GREY -> 1;
      case RGB, YCC -> 3;
      case CMYK, YCCK -> 4;
    };
  }
}
