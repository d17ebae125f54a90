package dev.preceptor.cli.terminal;

import java.util.Optional;

/**
 * The terminal that an output stream of this process is connected to, as detected by the {@code
 * preceptor} script, since Java cannot detect it.
 *
 * @param columns its width
 */
public record Terminal(int columns) {

  /** File descriptors that are terminals, such as {@code 12} for both outputs. */
  static final String OUTPUTS_PROPERTY = "preceptor.terminals";

  static final String COLUMNS_PROPERTY = "preceptor.columns";
  private static final int DEFAULT_COLUMNS = 80;

  /**
   * The terminal of an output stream, if it is one.
   *
   * @param output 1 for standard output, 2 for standard error
   */
  public static Optional<Terminal> of(int output) {
    if (!System.getProperty(OUTPUTS_PROPERTY, "").contains(String.valueOf(output))) {
      return Optional.empty();
    }
    int columns = Integer.getInteger(COLUMNS_PROPERTY, DEFAULT_COLUMNS);
    return Optional.of(new Terminal(columns > 0 ? columns : DEFAULT_COLUMNS));
  }
}
