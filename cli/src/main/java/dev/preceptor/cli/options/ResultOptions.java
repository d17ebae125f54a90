package dev.preceptor.cli.options;

import dev.preceptor.run.JsonLine;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * How a command gives its result: as text for people, or with {@code --json} as one JSON document
 * on standard output, where nothing else is written then. A mixin of every command that has a
 * result.
 */
public final class ResultOptions {

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--json",
      description = "Write the result as JSON to standard output, all else to standard error.")
  private boolean json;

  /** Whether the result is to be JSON. */
  public boolean json() {
    return json;
  }

  /** Where text for people goes while the command works. */
  public PrintWriter progress() {
    return json ? command.commandLine().getErr() : command.commandLine().getOut();
  }

  /**
   * Writes the result.
   *
   * @param value a record, map or tree that becomes one line of JSON
   * @param text for people
   */
  public void print(Object value, String text) {
    var out = command.commandLine().getOut();
    out.println(json ? JsonLine.of(value) : text);
    out.flush();
  }
}
