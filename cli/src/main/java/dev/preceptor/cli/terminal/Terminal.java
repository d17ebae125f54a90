package dev.preceptor.cli.terminal;

import java.util.Optional;

/**
 * A terminal that an output of this process is shown on, as the {@code preceptor} script found it:
 * Java cannot tell.
 *
 * @param columns its width
 */
public record Terminal(int columns) {

  /** The outputs that are terminals, by their numbers, such as {@code 12}. */
  static final String OUTPUTS_PROPERTY = "preceptor.terminals";

  static final String COLUMNS_PROPERTY = "preceptor.columns";
  private static final int USUAL_COLUMNS = 80;

  /**
   * The terminal of an output.
   *
   * @param output 1 for standard output, 2 for standard error
   */
  public static Optional<Terminal> of(int output) {
    if (!System.getProperty(OUTPUTS_PROPERTY, "").contains(String.valueOf(output))) {
      return Optional.empty();
    }
    int columns = Integer.getInteger(COLUMNS_PROPERTY, USUAL_COLUMNS);
    return Optional.of(new Terminal(columns > 0 ? columns : USUAL_COLUMNS));
  }
}
