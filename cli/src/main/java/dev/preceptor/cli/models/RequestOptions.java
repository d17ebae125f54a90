package dev.preceptor.cli.models;

import dev.preceptor.models.InputException;
import dev.preceptor.run.JsonLine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** A file of requests instead of a single one; a mixin. */
final class RequestOptions {

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--requests",
      paramLabel = "FILE",
      description =
          "Answer the requests in a file, one JSON object per line. Fields are named like the options;"
              + " options given as well are the defaults. Prints one line of JSON per request.")
  private Optional<Path> file;

  /** Whether a requests file is given. */
  boolean given() {
    return file.isPresent();
  }

  /** The error for a request without a required option or field. */
  InputException missing(String option) {
    return new InputException("%s is missing; give it, or --requests FILE".formatted(option));
  }

  /**
   * Reads every line before any is answered, so that a mistake is found before a model is loaded.
   *
   * @param fields a line may have
   */
  <T> List<Placed<T>> read(Set<String> fields, Function<RequestLine, T> request) {
    RequestFile requests = RequestFile.read(file.orElseThrow(), fields);
    requests.unknownFields().forEach(warning -> command.commandLine().getErr().println(warning));
    List<Placed<T>> out = new ArrayList<>();
    for (RequestLine line : requests.lines()) {
      out.add(new Placed<>(line.place(), line.within(() -> request.apply(line))));
    }
    return out;
  }

  /** Answers every request and prints each answer as soon as it is computed. */
  <T> void answer(List<Placed<T>> requests, Function<T, Object> answer) {
    PrintWriter out = command.commandLine().getOut();
    for (Placed<T> request : requests) {
      Object given = RequestLine.within(request.place(), () -> answer.apply(request.request()));
      out.println(JsonLine.of(given));
      out.flush();
    }
  }

  /**
   * A request and its place in the file.
   *
   * @param place for messages
   */
  record Placed<T>(String place, T request) {}
}
