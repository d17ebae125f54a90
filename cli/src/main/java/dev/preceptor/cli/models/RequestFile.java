package dev.preceptor.cli.models;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.JsonProblem;
import dev.preceptor.models.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A requests file: one JSON object per line; blank lines are skipped.
 *
 * @param lines the requests
 * @param unknownFields a warning for every field that the command does not have
 */
record RequestFile(List<RequestLine> lines, List<String> unknownFields) {

  static final long MAX_FILE_BYTES = 256L << 20;
  static final int MAX_LINE_CHARACTERS = 4 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads a whole file.
   *
   * @param fields of the command
   * @throws InputException if it is too large or a line is not a JSON object
   */
  static RequestFile read(Path file, Set<String> fields) {
    List<RequestLine> lines = new ArrayList<>();
    Set<String> unknownFields = new LinkedHashSet<>();
    int number = 0;
    for (String line : text(file).split("\n", -1)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String place = "%s, line %d".formatted(file, number);
      ObjectNode object = object(line, place);
      object
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!fields.contains(RequestLine.canonical(name))) {
                  unknownFields.add(
                      "%s: field '%s' is unknown and ignored; the fields are %s"
                          .formatted(file, name, String.join(", ", new TreeSet<>(fields))));
                }
              });
      lines.add(new RequestLine(place, object));
    }
    if (lines.isEmpty()) {
      throw new InputException(file + ": has no requests; write one JSON object per line");
    }
    return new RequestFile(lines, List.copyOf(unknownFields));
  }

  private static String text(Path file) {
    try {
      if (!Files.exists(file)) {
        throw new InputException(file + ": no such file");
      }
      if (Files.isRegularFile(file) && Files.size(file) > MAX_FILE_BYTES) {
        throw new InputException(
            "%s: has %,d bytes, more than the limit of %,d; split it"
                .formatted(file, Files.size(file), MAX_FILE_BYTES));
      }
      return Utf8.text(Files.readAllBytes(file));
    } catch (IOException e) {
      throw InputException.cannotBe("read", file, e);
    }
  }

  private static ObjectNode object(String line, String place) {
    if (line.length() > MAX_LINE_CHARACTERS) {
      throw new InputException(
          "%s: has %,d characters, more than the limit of %,d"
              .formatted(place, line.length(), MAX_LINE_CHARACTERS));
    }
    try {
      JsonNode node = JSON.readTree(line);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new InputException(place + ": is not a JSON object; write {\"field\": value, …}");
    } catch (MismatchedInputException e) {
      throw new InputException(
          place + ": has more than one JSON object; put each on its own line", e);
    } catch (JsonProcessingException e) {
      throw new InputException(place + ": is not JSON: " + JsonProblem.of(e), e);
    }
  }
}
