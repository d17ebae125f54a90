package dev.preceptor.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.cli.options.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

/** The result of a command executed in this process. */
record Executed(int code, String out, String err) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Executed preceptor(Object... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var command = Preceptor.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code =
        command.execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
    return new Executed(code, out.toString(), err.toString());
  }

  /** The only line of standard output as JSON. */
  JsonNode json() {
    List<JsonNode> lines = lines();
    if (lines.size() != 1 || code != ExitCode.SUCCESS) {
      throw new AssertionError(this);
    }
    return lines.get(0);
  }

  /** Each line of standard output as JSON. */
  List<JsonNode> lines() {
    return out.lines().map(Executed::tree).toList();
  }

  private static JsonNode tree(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }
}
