package dev.preceptor.recipe;

/**
 * A synthetic data set to be drawn.
 *
 * @param train training questions
 * @param test test questions
 * @param size side of a image, pixels
 * @param seed of the drawing
 * @param hurried share of hurried demonstrations among those to learn from, 0 to 1
 */
public record PhantomKeys(int train, int test, int size, long seed, double hurried) {
  private static final int MAX_QUESTIONS = 10_000_000;
  private static final int MIN_PIXELS = 28;
  private static final int MAX_PIXELS = 2048;

  public PhantomKeys {
    requireWithin("phantom.train", train, 1, MAX_QUESTIONS);
    requireWithin("phantom.test", test, 1, MAX_QUESTIONS);
    requireWithin("phantom.size", size, MIN_PIXELS, MAX_PIXELS);
    if (!(hurried >= 0 && hurried <= 1)) {
      throw new RecipeException("phantom.hurried", hurried + " is no share; use 0 to 1");
    }
  }

  private static void requireWithin(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new RecipeException(
          key, value + " is out of bounds; use a number from " + min + " to " + max);
    }
  }
}
