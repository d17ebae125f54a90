package dev.preceptor.training.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A JSON file with what an offline step learns from, and the settings to do it with.
 *
 * @param file its path, for messages
 * @param root its content
 */
record StepFile(Path file, JsonNode root) {

  private static final long MAX_FILE_BYTES = 512L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a file.
   *
   * @throws InputException if it is not JSON
   */
  static StepFile read(Path file) {
    return new StepFile(file, JsonFile.read(file, MAX_FILE_BYTES));
  }

  /**
   * The items of a file with one in each line.
   *
   * @param item reads an item at its place
   * @throws InputException if a line is not JSON, or there is none
   */
  static <T> List<T> lines(Path file, BiFunction<String, JsonNode, T> item) {
    return JsonFile.lines(file, MAX_FILE_BYTES, item);
  }

  /**
   * The items of a list.
   *
   * @param key the list's, which names its items
   * @param item reads an item at its place
   */
  <T> List<T> list(String key, BiFunction<String, JsonNode, T> item) {
    JsonNode list = root.path(key);
    if (!list.isArray() || list.isEmpty()) {
      throw new InputException(
          "%s, %s: not a list of %s; give at least one".formatted(file, key, key));
    }
    List<T> out = new ArrayList<>();
    for (JsonNode each : list) {
      out.add(item.apply("%s, %s[%d]".formatted(file, key, out.size()), each));
    }
    return out;
  }

  /** Recipe keys; may be empty. */
  ObjectNode settings() {
    JsonNode settings = root.path("settings");
    if (!settings.isMissingNode() && !settings.isObject()) {
      throw new InputException(file + ", settings: not a mapping of keys to values");
    }
    return settings.isObject() ? (ObjectNode) settings : JSON.createObjectNode();
  }

  /** A text that must be there. */
  static String text(String place, JsonNode node, String key) {
    if (!node.path(key).isTextual()) {
      throw new InputException("%s, %s: missing; give a text".formatted(place, key));
    }
    return node.path(key).textValue();
  }

  /** The name of an image, if there is one. */
  static Optional<String> image(String place, JsonNode node) {
    JsonNode image = node.path("image");
    if (!image.isMissingNode() && !image.isNull() && !image.isTextual()) {
      throw new InputException("%s, image: %s is not the name of a file".formatted(place, image));
    }
    return Optional.ofNullable(image.textValue());
  }
}
