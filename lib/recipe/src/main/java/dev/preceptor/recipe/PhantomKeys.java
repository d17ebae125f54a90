package dev.preceptor.recipe;

/** A synthetic data set to be drawn. */
public record PhantomKeys(
    @Meaning("Training questions to draw.")
        @Key(initial = "2000", min = 1, max = 10_000_000, unit = "questions")
        int train,
    @Meaning("Test questions to draw.")
        @Key(initial = "200", min = 1, max = 10_000_000, unit = "questions")
        int test,
    @Meaning("Width and height of an image.")
        @Key(initial = "56", min = 28, max = 2048, unit = "pixels")
        int size,
    @Meaning("Seed of the drawing: the same seed draws the same data.") @Key(initial = "1")
        long seed,
    @Meaning("Fraction of the demonstrations that guess instead of weighing the choices.")
        @Key(initial = "0", min = 0, max = 1, outside = "is no fraction")
        double hurried) {
  public PhantomKeys {
    Bounds.check(PhantomKeys.class, train, test, size, seed, hurried);
  }
}
