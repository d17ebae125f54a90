package dev.preceptor.models.image;

/**
 * The number of patches of an image along each axis: transformers' {@code image_grid_thw}.
 *
 * @param t along time; 1 for an image
 * @param h vertically
 * @param w horizontally
 */
public record ImageGrid(int t, int h, int w) {

  /** The total number of patches. */
  public int patches() {
    return t * h * w;
  }
}
