package dev.preceptor.vqa;

import dev.preceptor.models.InputException;
import java.util.List;

/** Refuses a file of which no row can be used. */
public final class UsableRows {

  private UsableRows() {}

  /**
   * The rows of a file that can be used.
   *
   * @param file what the file is for and where it lies, as {@code train_csv /data/train.csv}
   * @param rejected rows that cannot be used, with the reasons
   * @return {@code accepted}, at least one
   * @throws InputException if there is none
   */
  public static <T> List<T> require(String file, List<T> accepted, List<Rejected> rejected) {
    if (!accepted.isEmpty()) {
      return accepted;
    }
    if (rejected.isEmpty()) {
      throw new InputException(file + ": has no rows; give another file");
    }
    Rejected first = rejected.get(0);
    throw new InputException(
        "%s: all of its %d rows are rejected; the first is row %d: %s"
            .formatted(file, rejected.size(), first.row(), first.reason()));
  }
}
