package dev.preceptor.models.image;

/**
 * How many patches a image is cut into: transformers' {@code image_grid_thw}.
 *
 * @param t along time; 1 for a image
 * @param h down
 * @param w across
 */
public record ImageGrid(int t, int h, int w) {

  /** How many patches there are. */
  public int patches() {
    return t * h * w;
  }
}
