package dev.preceptor.recipe;

import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** Why a text cannot be read as YAML, beginning with its line. */
final class YamlRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private YamlRefusal(String message, Throwable cause) {
    super(message, cause);
  }

  /** A value is refused. */
  static YamlRefusal at(Node node, String name, String problem) {
    String place = "line %d: ".formatted(node.getStartMark().getLine() + 1);
    return new YamlRefusal(place + (name.isEmpty() ? "" : name + ": ") + problem, null);
  }

  /** The parser's complaint, without its drawing of the place. */
  static YamlRefusal notYaml(String yaml, YAMLException e) {
    String place = "";
    String complaint = e.getMessage();
    if (e instanceof MarkedYAMLException marked) {
      Mark mark = marked.getProblemMark();
      place = mark == null ? "" : "line %d: ".formatted(mark.getLine() + 1);
      complaint =
          marked.getContext() == null
              ? marked.getProblem()
              : marked.getContext() + ": " + marked.getProblem();
    } else if (e instanceof ReaderException reader) {
      int at =
          yaml.offsetByCodePoints(
              0, Math.min(reader.getPosition(), yaml.codePointCount(0, yaml.length())));
      place =
          "line %d: ".formatted(1 + yaml.substring(0, at).chars().filter(c -> c == '\n').count());
      complaint = "the character U+%04X is not allowed".formatted(reader.getCodePoint());
    }
    String line = complaint.lines().map(String::strip).collect(Collectors.joining(" "));
    return new YamlRefusal(place + "not YAML: " + line, e);
  }
}
