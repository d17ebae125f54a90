package dev.preceptor.vqa.phantom;

import dev.preceptor.models.InputException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Options for drawing the phantom data set.
 *
 * <p>{@code hurried} sets the answering styles of the demonstrations in the column {@code
 * Response}. At 0 all are careful: they describe what the image shows and answer correctly. At
 * {@code h > 0} a fraction {@code h} of the demonstrations of the families side, zone, count, shape
 * and presence, and a fraction 0.4 {@code h} of the others, guess instead: a short excuse and a
 * random letter, sometimes without the answer tag. A policy fine-tuned on such a mix has learnt
 * both styles; greedy decoding guesses in the families where most demonstrations did, and
 * reinforcement learning can make the careful style prevail.
 *
 * <p>{@code styles} is the other way to set them, with more styles and the same shares in every
 * family; {@code hurried} must then be 0. {@code tagged} goes with it: a demonstration without tags
 * only opens its thinking text and ends with {@code Answer: B.}, as a base model might continue
 * {@link dev.preceptor.vqa.PromptTemplate#BASE}.
 *
 * @param out folder to write {@code train.csv}, {@code test.csv} and {@code images/} into
 * @param train number of training questions, at least 1
 * @param test number of test questions, at least 0
 * @param seed the same seed gives the same bytes
 * @param size width and height of the images in pixels, 56 to 1024
 * @param hurried fraction of guessed demonstrations in the families side, zone, count, shape and
 *     presence, 0 to 1
 * @param styles shares of the answering styles
 * @param tagged fraction of the demonstrations in {@code styles} that close their thinking text and
 *     put the answer in tags, 0 to 1
 */
public record PhantomSpec(
    Path out,
    int train,
    int test,
    long seed,
    int size,
    double hurried,
    Optional<StyleShares> styles,
    double tagged) {

  /** Default image size, pixels: 4 x 4 image tokens of Qwen2-VL (28 x 28 pixels each). */
  public static final int DEFAULT_SIZE = 112;

  private static final int MAX_QUESTIONS = 1_000_000;

  public PhantomSpec {
    check(train >= 1 && train <= MAX_QUESTIONS, "train", train, "1 to " + MAX_QUESTIONS);
    check(test >= 0 && test <= MAX_QUESTIONS, "test", test, "0 to " + MAX_QUESTIONS);
    check(size >= 56 && size <= 1024, "size", size, "56 to 1024 pixels");
    check(hurried >= 0 && hurried <= 1, "hurried", hurried, "a fraction from 0 to 1");
    check(tagged >= 0 && tagged <= 1, "tagged", tagged, "a fraction from 0 to 1");
    check(hurried == 0 || styles.isEmpty(), "hurried", hurried, "0 where styles are given");
    check(tagged == 1 || styles.isPresent(), "tagged", tagged, "1 where no styles are given");
  }

  /** Options with the styles of {@code hurried}. */
  public PhantomSpec(Path out, int train, int test, long seed, int size, double hurried) {
    this(out, train, test, seed, size, hurried, Optional.empty(), 1);
  }

  /** Options with careful demonstrations only. */
  public PhantomSpec(Path out, int train, int test, long seed, int size) {
    this(out, train, test, seed, size, 0);
  }

  private static void check(boolean ok, String name, Object value, String allowed) {
    if (!ok) {
      throw new InputException(
          "phantom, " + name + ": " + value + " is out of range; use " + allowed);
    }
  }
}
