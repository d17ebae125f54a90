package dev.preceptor.cli.options;

import dev.preceptor.run.JsonLine;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * How a command prints its result: as text, or with {@code --json} as one JSON document, which is
 * then the only thing on standard output. A mixin of every command that has a result.
 */
public final class ResultOptions {

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--json",
      description =
          "Print the result as JSON on standard output, everything else on standard error.")
  private boolean json;

  /** Whether the result is printed as JSON. */
  public boolean json() {
    return json;
  }

  /** The stream for progress messages: standard error with {@code --json}, else standard output. */
  public PrintWriter progress() {
    return json ? command.commandLine().getErr() : command.commandLine().getOut();
  }

  /**
   * Prints the result.
   *
   * @param value a record, map or tree that becomes one line of JSON
   * @param text printed without {@code --json}
   */
  public void print(Object value, String text) {
    var out = command.commandLine().getOut();
    out.println(json ? JsonLine.of(value) : text);
    out.flush();
  }
}
