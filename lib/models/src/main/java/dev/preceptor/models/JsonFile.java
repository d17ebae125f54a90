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

/** A file that a user gives and that holds one JSON document. */
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
      if (!Files.isRegularFile(file)) {
        throw new InputException(file + ": no such file");
      }
      if (Files.size(file) > maxBytes) {
        throw new InputException(
            "%s: has %,d bytes, more than the limit of %,d; split it"
                .formatted(file, Files.size(file), maxBytes));
      }
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
}
