package dev.preceptor.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One line of a requests file. A null value counts as missing.
 *
 * @param place file and line, for messages
 * @param fields the JSON object
 */
record RequestLine(String place, ObjectNode fields) {

  private static final int EXCERPT_CHARACTERS = 60;

  /** The canonical name of a field: {@code max_new_tokens} for {@code max-new-tokens}. */
  static String canonical(String name) {
    return name.replace('-', '_');
  }

  Optional<String> text(String name) {
    return value(name, JsonNode::isTextual, "a string", JsonNode::textValue);
  }

  /** A path, or a list of them. */
  Optional<List<Path>> paths(String name) {
    return value(
        name,
        node -> node.isTextual() || isListOf(node, JsonNode::isTextual),
        "a string or a list of strings",
        node ->
            (node.isTextual() ? List.of(node) : items(node))
                .stream().map(each -> path(name, each.textValue())).toList());
  }

  private Path path(String name, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new InputException("%s: '%s' is not a valid path".formatted(name, excerpt(text)), e);
    }
  }

  Optional<Integer> integer(String name) {
    return value(
        name,
        node -> node.isIntegralNumber() && node.canConvertToInt(),
        "a whole number",
        JsonNode::intValue);
  }

  Optional<Long> longInteger(String name) {
    return value(
        name,
        node -> node.isIntegralNumber() && node.canConvertToLong(),
        "a whole number",
        JsonNode::longValue);
  }

  Optional<Double> decimal(String name) {
    return value(name, JsonNode::isNumber, "a number", JsonNode::doubleValue);
  }

  Optional<Boolean> flag(String name) {
    return value(name, JsonNode::isBoolean, "true or false", JsonNode::booleanValue);
  }

  Optional<List<Integer>> integers(String name) {
    return list(
        name,
        node -> node.isIntegralNumber() && node.canConvertToInt(),
        "a list of whole numbers",
        JsonNode::intValue);
  }

  Optional<List<String>> texts(String name) {
    return list(name, JsonNode::isTextual, "a list of strings", JsonNode::textValue);
  }

  private <T> Optional<List<T>> list(
      String name, Predicate<JsonNode> is, String wanted, Function<JsonNode, T> as) {
    return value(
        name, node -> isListOf(node, is), wanted, node -> items(node).stream().map(as).toList());
  }

  private static boolean isListOf(JsonNode node, Predicate<JsonNode> is) {
    return node.isArray() && items(node).stream().allMatch(is);
  }

  private static List<JsonNode> items(JsonNode list) {
    List<JsonNode> out = new ArrayList<>();
    list.forEach(out::add);
    return out;
  }

  private <T> Optional<T> value(
      String name, Predicate<JsonNode> is, String wanted, Function<JsonNode, T> as) {
    JsonNode node = null;
    for (Iterator<String> names = fields.fieldNames(); names.hasNext(); ) {
      String given = names.next();
      if (canonical(given).equals(name)) {
        node = fields.get(given);
      }
    }
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    if (!is.test(node)) {
      throw new InputException(
          "%s: %s is not %s".formatted(name, excerpt(node.toString()), wanted));
    }
    return Optional.of(as.apply(node));
  }

  /** Runs {@code work}; an {@link InputException} of it gets the place of this line as a prefix. */
  <T> T within(Supplier<T> work) {
    return within(place, work);
  }

  static <T> T within(String place, Supplier<T> work) {
    try {
      return work.get();
    } catch (InputException e) {
      throw new InputException(place + ": " + e.getMessage(), e);
    }
  }

  private static String excerpt(String text) {
    return text.length() <= EXCERPT_CHARACTERS ? text : text.substring(0, EXCERPT_CHARACTERS) + "…";
  }
}
