package dev.preceptor.recipe;

/** The answering styles of the demonstrations of a synthetic data set. */
public record StyleKeys(
    @Meaning("Share of demonstrations with a random answer.") @Key(initial = "0", min = 0, max = 1)
        double guess,
    @Meaning("Share with a short look, which is right in about half of the cases.")
        @Key(initial = "0", min = 0, max = 1)
        double glance,
    @Meaning("Share that weighs the choices, and is right.") @Key(initial = "0", min = 0, max = 1)
        double careful,
    @Meaning(
            "Share that weighs the choices and then looks again and again, often changing the"
                + " answer.")
        @Key(initial = "0", min = 0, max = 1)
        double elaborate,
    @Meaning("Share that repeats itself and answers at random. The shares add up to 1.")
        @Key(initial = "0", min = 0, max = 1)
        double rambling,
    @Meaning(
            "Fraction of the demonstrations, of whatever style, that use the tags of the answer"
                + " format; the others end with plain text, as a base model writes.")
        @Key(initial = "1", min = 0, max = 1)
        double tagged) {

  public StyleKeys {
    Bounds.check(StyleKeys.class, guess, glance, careful, elaborate, rambling, tagged);
  }

  /** What the shares of the five styles add up to. */
  double sum() {
    return guess + glance + careful + elaborate + rambling;
  }
}
