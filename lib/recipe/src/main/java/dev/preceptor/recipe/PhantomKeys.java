package dev.preceptor.recipe;

/** A synthetic data set to be drawn. */
public record PhantomKeys(
    @Meaning("Number of training questions.")
        @Key(initial = "2000", min = 1, max = 10_000_000, unit = "questions")
        int train,
    @Meaning("Number of test questions.")
        @Key(initial = "200", min = 1, max = 10_000_000, unit = "questions")
        int test,
    @Meaning("Width and height of the images.")
        @Key(initial = "56", min = 28, max = 2048, unit = "pixels")
        int size,
    @Meaning("Random seed of the data set: the same seed gives the same data.") @Key(initial = "1")
        long seed,
    @Meaning("Fraction of the demonstrations that guess without looking at the image.")
        @Key(initial = "0", min = 0, max = 1)
        double hurried) {
  public PhantomKeys {
    Bounds.check(PhantomKeys.class, train, test, size, seed, hurried);
  }

  /** The same test questions, and of the training questions only the first. */
  public PhantomKeys testOnly() {
    return new PhantomKeys(1, test, size, seed, hurried);
  }
}
