package dev.preceptor.run;

import dev.preceptor.models.InputException;

/** An input of a run, which is the one that the run was started with as long as its hash is. */
public final class RunInput {

  /** A definition's name for the files of the model folder other than weights. */
  public static final String MODEL_FILES = "model_files";

  /** A definition's name for the rows of {@code train_csv} that {@code data_seed} chose. */
  public static final String TRAIN_ROWS = "train_csv, chosen rows";

  /** A definition's name for the rows of {@code test_csv} that {@code data_seed} chose. */
  public static final String TEST_ROWS = "test_csv, chosen rows";

  private RunInput() {}

  /** A definition's name for the model of a judge. */
  public static String judge(String name) {
    return "judges." + name;
  }

  /** A definition's name for the model of a metric. */
  public static String metric(String name) {
    return "metrics." + name;
  }

  /**
   * Holds an input against its hash in the definition.
   *
   * @param what the input and where it lies, for the message
   * @param expected the hash in the definition; empty if it holds none
   * @param actual the hash of what is there now
   * @throws InputException if they differ
   */
  public static void requireSame(String what, String expected, String actual) {
    if (!expected.isEmpty() && !expected.equals(actual)) {
      throw new InputException(
          "%s: is not what the run was started with (SHA-256 %.12s…, here %.12s…); give this process the run's own"
              .formatted(what, expected, actual));
    }
  }
}
