package dev.preceptor.recipe;

/**
 * A synthetic data set to be drawn.
 *
 * @param train training questions
 * @param test test questions
 * @param size side of a picture, pixels
 * @param seed of the drawing
 */
public record PhantomKeys(int train, int test, int size, long seed) {
  private static final int MAX_QUESTIONS = 10_000_000;
  private static final int MIN_PIXELS = 28;
  private static final int MAX_PIXELS = 2048;

  public PhantomKeys {
    requireWithin("phantom.train", train, 1, MAX_QUESTIONS);
    requireWithin("phantom.test", test, 1, MAX_QUESTIONS);
    requireWithin("phantom.size", size, MIN_PIXELS, MAX_PIXELS);
  }

  private static void requireWithin(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new RecipeException(
          key, value + " is out of bounds; use a number from " + min + " to " + max);
    }
  }
}
