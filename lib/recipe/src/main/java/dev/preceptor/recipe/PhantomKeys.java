package dev.preceptor.recipe;

import java.util.Optional;

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
        double hurried,
    @Meaning(
            "Shares of five answering styles among the demonstrations, instead of hurried; shares"
                + " that are left out are 0.")
        @Key
        Optional<StyleKeys> styles) {

  /** How far the sum of decimal fractions may be from 1. */
  private static final double ROUNDING = 1e-9;

  public PhantomKeys {
    Bounds.check(PhantomKeys.class, train, test, size, seed, hurried, styles);
    if (styles.isPresent() && Math.abs(styles.get().sum() - 1) > ROUNDING) {
      throw new RecipeException(
          "styles",
          "the shares add up to %s; change them so that they add up to 1"
              .formatted(styles.get().sum()));
    }
    if (styles.isPresent() && hurried > 0) {
      throw new RecipeException(
          "hurried", hurried + " contradicts styles; remove it, and raise styles.guess");
    }
  }

  /** Careful and guessed demonstrations. */
  public PhantomKeys(int train, int test, int size, long seed, double hurried) {
    this(train, test, size, seed, hurried, Optional.empty());
  }

  /** The same test questions, and of the training questions only the first. */
  public PhantomKeys testOnly() {
    return new PhantomKeys(1, test, size, seed, hurried, styles);
  }
}
