package dev.preceptor.vqa.phantom;

/** A square gray image of floats, 0 black to 1 white, painted with anti-aliased outlines. */
final class Canvas {
  /** Maps a pixel's position in [0, 1) and its value to a new value. */
  @FunctionalInterface
  interface PixelMap {
    float apply(float x, float y, float value);
  }

  /**
   * Margin, in pixels, by which the next pixel may be closer to a shape than its distance says,
   * including rounding.
   */
  private static final float OUTSIDE_PIXELS = 2;

  private final int size;
  private final float[] values;

  Canvas(int size) {
    this.size = size;
    this.values = new float[size * size];
  }

  int size() {
    return size;
  }

  void fill(float value) {
    java.util.Arrays.fill(values, value);
  }

  /** Blends {@code value} over the inside of {@code shape}. */
  void paint(Shape shape, float value) {
    paint(shape, value, 1);
  }

  void paint(Shape shape, float value, float opacity) {
    blend(shape, opacity, (x, y, old) -> value);
  }

  /** Adds {@code amount} to the inside of {@code shape}. */
  void add(Shape shape, float amount) {
    blend(shape, 1, (x, y, old) -> old + amount);
  }

  private void blend(Shape shape, float opacity, PixelMap inside) {
    for (int row = 0; row < size; row++) {
      float y = (row + 0.5f) / size;
      for (int column = 0; column < size; column++) {
        float x = (column + 0.5f) / size;
        float pixels = shape.distance(x, y) * size;
        float covered = Math.min(1, Math.max(0, 0.5f - pixels)) * opacity;
        if (covered == 0) {
          // This far outside, the next pixels cannot be inside either.
          column += Math.max(0, (int) (pixels - OUTSIDE_PIXELS));
        } else {
          int at = row * size + column;
          values[at] += covered * (inside.apply(x, y, values[at]) - values[at]);
        }
      }
    }
  }

  void map(PixelMap change) {
    for (int row = 0, at = 0; row < size; row++) {
      for (int column = 0; column < size; column++, at++) {
        values[at] = change.apply((column + 0.5f) / size, (row + 0.5f) / size, values[at]);
      }
    }
  }

  /** Box blur of {@code radius} pixels in both directions, borders repeated. */
  void blur(int radius) {
    float[] across = new float[values.length];
    sweep(values, across, radius, 1, size);
    sweep(across, values, radius, size, 1);
  }

  private void sweep(float[] from, float[] to, int radius, int step, int lineStep) {
    for (int line = 0; line < size; line++) {
      for (int i = 0; i < size; i++) {
        float sum = 0;
        for (int k = i - radius; k <= i + radius; k++) {
          sum += from[line * lineStep + Math.min(size - 1, Math.max(0, k)) * step];
        }
        to[line * lineStep + i * step] = sum / (2 * radius + 1);
      }
    }
  }

  byte[] toPng() {
    byte[] gray = new byte[values.length];
    for (int i = 0; i < gray.length; i++) {
      gray[i] = (byte) Math.round(255 * Math.min(1, Math.max(0, values[i])));
    }
    return GrayPng.encode(size, size, gray);
  }
}
