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

/** Many requests to one start of a command; a mixin. */
final class RequestOptions {

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--requests",
      paramLabel = "FILE",
      description =
          "Answer many requests: a JSON object a line, with fields named like the options; options"
              + " given beside it stand where a line says nothing. Writes a line of JSON for each.")
  private Optional<Path> file;

  /** Whether there is a file of requests. */
  boolean given() {
    return file.isPresent();
  }

  /** What is asked of a line that says it by an option or a field. */
  InputException missing(String option) {
    return new InputException("%s is missing; give it, or --requests FILE".formatted(option));
  }

  /**
   * Reads every line before any is answered, so that a mistake is found before a model is loaded.
   *
   * @param fields that a line may have
   */
  <T> List<Placed<T>> read(Set<String> fields, Function<RequestLine, T> request) {
    RequestFile requests = RequestFile.read(file.orElseThrow(), fields);
    requests.strangers().forEach(stranger -> command.commandLine().getErr().println(stranger));
    List<Placed<T>> out = new ArrayList<>();
    for (RequestLine line : requests.lines()) {
      out.add(new Placed<>(line.place(), line.within(() -> request.apply(line))));
    }
    return out;
  }

  /** Answers every request, and writes each answer once it is there. */
  <T> void answer(List<Placed<T>> requests, Function<T, Object> answer) {
    PrintWriter out = command.commandLine().getOut();
    for (Placed<T> request : requests) {
      Object given = RequestLine.within(request.place(), () -> answer.apply(request.request()));
      out.println(JsonLine.of(given));
      out.flush();
    }
  }

  /**
   * A request and where it stands.
   *
   * @param place for messages
   */
  record Placed<T>(String place, T request) {}
}
