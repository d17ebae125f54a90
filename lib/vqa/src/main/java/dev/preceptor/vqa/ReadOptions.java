package dev.preceptor.vqa;

/**
 * How a PMC-VQA file is read, and its bounds.
 *
 * @param images how closely images are looked at
 * @param limit stop after this many accepted questions, at least 1
 * @param responseColumn the column of demonstrations; a file may lack it
 */
public record ReadOptions(ImageCheck images, int limit, String responseColumn) {

  /** Where demonstrations stand unless something else is said. */
  public static final String RESPONSE_COLUMN = "Response";

  /** Every row, images by their header: what a training run needs. */
  public static final ReadOptions DEFAULT =
      new ReadOptions(ImageCheck.HEADER, Integer.MAX_VALUE, RESPONSE_COLUMN);

  /** Every row, every image decoded: what {@code preceptor data check} needs. */
  public static final ReadOptions THOROUGH =
      new ReadOptions(ImageCheck.DECODE, Integer.MAX_VALUE, RESPONSE_COLUMN);

  public ReadOptions {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit + " is too small; use 1 or more");
    }
  }

  /** These options, stopping after {@code limit} accepted questions. */
  public ReadOptions withLimit(int limit) {
    return new ReadOptions(images, limit, responseColumn);
  }

  /** These options, with demonstrations in another column. */
  public ReadOptions withResponseColumn(String column) {
    return new ReadOptions(images, limit, column);
  }
}
