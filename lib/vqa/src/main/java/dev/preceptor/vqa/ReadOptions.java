package dev.preceptor.vqa;

import java.util.OptionalLong;

/**
 * Options for reading a PMC-VQA file.
 *
 * @param images how thoroughly images are checked
 * @param limit at most this many accepted questions, at least 1
 * @param choice seed of the choice of {@code limit} from all usable questions; empty for the first
 * @param responseColumn the column with demonstrations; files may lack it
 */
public record ReadOptions(
    ImageCheck images, int limit, OptionalLong choice, String responseColumn) {

  /** The default column for demonstrations. */
  public static final String RESPONSE_COLUMN = "Response";

  /** Every row, images checked by their header; used by training runs. */
  public static final ReadOptions DEFAULT =
      new ReadOptions(ImageCheck.HEADER, Integer.MAX_VALUE, OptionalLong.empty(), RESPONSE_COLUMN);

  /** Every row, every image decoded; used by {@code preceptor data check}. */
  public static final ReadOptions THOROUGH =
      new ReadOptions(ImageCheck.DECODE, Integer.MAX_VALUE, OptionalLong.empty(), RESPONSE_COLUMN);

  public ReadOptions {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit + " is too small; use 1 or more");
    }
  }

  /** A copy that stops after {@code limit} accepted questions. */
  public ReadOptions withLimit(int limit) {
    return new ReadOptions(images, limit, OptionalLong.empty(), responseColumn);
  }

  /**
   * A copy that takes {@code limit} of the usable questions: those that a seed chooses, or the
   * first without one.
   */
  public ReadOptions withChoice(int limit, OptionalLong seed) {
    return new ReadOptions(images, limit, seed, responseColumn);
  }

  /** A copy with demonstrations in another column. */
  public ReadOptions withResponseColumn(String column) {
    return new ReadOptions(images, limit, choice, column);
  }
}
