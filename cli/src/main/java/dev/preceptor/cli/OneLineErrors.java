package dev.preceptor.cli;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.recipe.NearestName;
import dev.preceptor.recipe.RecipeException;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.StoppedException;
import dev.preceptor.run.sentinel.SentinelStopException;
import dev.preceptor.runlog.RunTopics;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns exceptions into exit codes and, for bad input, into one line that names the value. */
final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    var command = e.getCommandLine();
    var message = new StringBuilder(oneLine(e.getMessage()));
    if (e instanceof UnmatchedArgumentException unmatched) {
      var suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        message
            .append("; did you mean ")
            .append(NearestName.to(unmatched.getUnmatched().get(0), suggestions))
            .append("?");
      }
    }
    return badInput(
        command, "%s; see %s --help".formatted(message, command.getCommandSpec().qualifiedName()));
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof InputException || e instanceof RecipeException) {
      return badInput(command, oneLine(e.getMessage()));
    }
    if (e instanceof StoppedException) {
      return ExitCode.FAILED;
    }
    var err = command.getErr();
    if (e instanceof SentinelStopException) {
      err.println(prefix(command) + e.getMessage());
      err.flush();
      return ExitCode.SENTINEL;
    }
    if (e instanceof RunFailedException || e instanceof NotFiniteException) {
      err.println(prefix(command) + e.getMessage());
    } else if (RunTopics.isBrokerUnavailable(e)) {
      err.println(
          "%sthe broker does not answer (%s); look whether it is running, then try again"
              .formatted(prefix(command), oneLine(e.getMessage())));
    } else {
      err.println(prefix(command) + "internal error: " + e);
      e.printStackTrace(err);
    }
    err.flush();
    return ExitCode.FAILED;
  }

  private static int badInput(CommandLine command, String line) {
    command.getErr().println(prefix(command) + line);
    command.getErr().flush();
    return ExitCode.BAD_INPUT;
  }

  private static String prefix(CommandLine command) {
    return command.getCommandSpec().qualifiedName() + ": ";
  }

  private static String oneLine(String message) {
    return String.valueOf(message).replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
