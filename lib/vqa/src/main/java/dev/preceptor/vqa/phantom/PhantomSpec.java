package dev.preceptor.vqa.phantom;

import dev.preceptor.models.InputException;
import java.nio.file.Path;

/**
 * What to draw and where.
 *
 * <p>{@code hurried} sets what the demonstrations in the column {@code Response} are like. At 0 all
 * are careful: they look, say what is there and answer rightly. At {@code h > 0} a share {@code h}
 * of the demonstrations of the <em>hasty</em> families (side, zone, count, shape, presence) and 0.4
 * {@code h} of those of the others are hurried instead: a short excuse and a letter guessed
 * blindly, now and then without its answer tag. A policy fine-tuned on such a mix knows both
 * manners; greedily it is hasty where haste prevailed, and reinforcement learning can bring the
 * careful manner out.
 *
 * @param out folder to write {@code train.csv}, {@code test.csv} and {@code images/} into
 * @param train number of training questions, at least 1
 * @param test number of test questions, at least 0
 * @param seed picks the data set: the same seed gives the same bytes
 * @param size width and height of the images in pixels, 56 to 1024
 * @param hurried share of hurried demonstrations in the hasty families, 0 to 1
 */
public record PhantomSpec(Path out, int train, int test, long seed, int size, double hurried) {

  /** Images of 4 x 4 image tokens of Qwen2-VL (28 x 28 pixels each). */
  public static final int DEFAULT_SIZE = 112;

  private static final int MAX_QUESTIONS = 1_000_000;

  public PhantomSpec {
    check(train >= 1 && train <= MAX_QUESTIONS, "train", train, "1 to " + MAX_QUESTIONS);
    check(test >= 0 && test <= MAX_QUESTIONS, "test", test, "0 to " + MAX_QUESTIONS);
    check(size >= 56 && size <= 1024, "size", size, "56 to 1024 pixels");
    check(hurried >= 0 && hurried <= 1, "hurried", hurried, "a share between 0 and 1");
  }

  /** All demonstrations careful. */
  public PhantomSpec(Path out, int train, int test, long seed, int size) {
    this(out, train, test, seed, size, 0);
  }

  private static void check(boolean ok, String name, Object value, String allowed) {
    if (!ok) {
      throw new InputException("phantom, " + name + ": " + value + " does not do; use " + allowed);
    }
  }
}
