package dev.preceptor.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** A file that a user gives and that holds one JSON document, or one in each line. */
public final class JsonFile {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonFile() {}

  /**
   * Reads a file.
   *
   * @param maxBytes a larger one is refused before it is read
   * @throws InputException if it is missing, too large or not one JSON document
   */
  public static JsonNode read(Path file, long maxBytes) {
    try {
      requireReadable(file, maxBytes);
      try (InputStream text = Utf8.withoutMark(Files.newInputStream(file))) {
        return JSON.readTree(text);
      }
    } catch (MismatchedInputException e) {
      throw new InputException(file + ": has more than one JSON object; give one", e);
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s, line %d: is not JSON: %s"
              .formatted(file, e.getLocation().getLineNr(), JsonProblem.of(e)),
          e);
    } catch (IOException e) {
      throw InputException.cannotBe("read", file, e);
    }
  }

  /**
   * Reads a file with a document in each line; empty lines are passed over.
   *
   * @param maxBytes a larger one is refused before it is read
   * @param item reads a document at its place, which names the line
   * @throws InputException if it is missing or too large, a line is not JSON, or there is none
   */
  public static <T> List<T> lines(Path file, long maxBytes, BiFunction<String, JsonNode, T> item) {
    try {
      requireReadable(file, maxBytes);
      List<String> lines = Utf8.text(Files.readAllBytes(file)).lines().toList();
      List<T> out = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          String place = "%s, line %d".formatted(file, i + 1);
          out.add(item.apply(place, tree(place, lines.get(i))));
        }
      }
      if (out.isEmpty()) {
        throw new InputException(file + ": has no lines; give at least one");
      }
      return out;
    } catch (IOException e) {
      throw InputException.cannotBe("read", file, e);
    }
  }

  private static JsonNode tree(String place, String line) {
    try {
      return JSON.readTree(line);
    } catch (MismatchedInputException e) {
      throw new InputException(place + ": has more than one JSON object; give one", e);
    } catch (JsonProcessingException e) {
      throw new InputException("%s: is not JSON: %s".formatted(place, JsonProblem.of(e)), e);
    }
  }

  private static void requireReadable(Path file, long maxBytes) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InputException(file + ": no such file");
    }
    if (Files.size(file) > maxBytes) {
      throw new InputException(
          "%s: has %,d bytes, more than the limit of %,d; split it"
              .formatted(file, Files.size(file), maxBytes));
    }
  }
}
