package dev.preceptor.vqa;

/**
 * How a PMC-VQA file is read, and its bounds.
 *
 * @param pictures how closely pictures are looked at
 * @param limit stop after this many accepted questions, at least 1
 */
public record ReadOptions(PictureCheck pictures, int limit) {

  /** Every row, pictures by their header: what a training run needs. */
  public static final ReadOptions DEFAULT = new ReadOptions(PictureCheck.HEADER, Integer.MAX_VALUE);

  /** Every row, every picture decoded: what {@code preceptor data check} needs. */
  public static final ReadOptions THOROUGH =
      new ReadOptions(PictureCheck.DECODE, Integer.MAX_VALUE);

  public ReadOptions {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit + " is too small; use 1 or more");
    }
  }

  /** These options, stopping after {@code limit} accepted questions. */
  public ReadOptions withLimit(int limit) {
    return new ReadOptions(pictures, limit);
  }
}
