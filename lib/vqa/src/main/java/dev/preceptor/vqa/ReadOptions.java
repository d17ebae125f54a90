package dev.preceptor.vqa;

/**
 * Options for reading a PMC-VQA file.
 *
 * @param images how thoroughly images are checked
 * @param limit stop after this many accepted questions, at least 1
 * @param responseColumn the column with demonstrations; files may lack it
 */
public record ReadOptions(ImageCheck images, int limit, String responseColumn) {

  /** The default column for demonstrations. */
  public static final String RESPONSE_COLUMN = "Response";

  /** Every row, images checked by their header; used by training runs. */
  public static final ReadOptions DEFAULT =
      new ReadOptions(ImageCheck.HEADER, Integer.MAX_VALUE, RESPONSE_COLUMN);

  /** Every row, every image decoded; used by {@code preceptor data check}. */
  public static final ReadOptions THOROUGH =
      new ReadOptions(ImageCheck.DECODE, Integer.MAX_VALUE, RESPONSE_COLUMN);

  public ReadOptions {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit + " is too small; use 1 or more");
    }
  }

  /** A copy that stops after {@code limit} accepted questions. */
  public ReadOptions withLimit(int limit) {
    return new ReadOptions(images, limit, responseColumn);
  }

  /** A copy with demonstrations in another column. */
  public ReadOptions withResponseColumn(String column) {
    return new ReadOptions(images, limit, column);
  }
}
