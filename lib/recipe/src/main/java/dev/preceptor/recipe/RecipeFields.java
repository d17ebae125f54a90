package dev.preceptor.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The values of one YAML mapping by key and type. A null value is a value not given.
 *
 * @param prefix what stands before a key in messages: empty at the top, else such as {@code
 *     phantom.}
 * @param values the mapping
 * @param folderOf the folder to which a key's relative path is relative
 */
record RecipeFields(String prefix, ObjectNode values, Function<String, Path> folderOf) {
  private static final int EXCERPT_CHARS = 60;

  /** Refuses the first key that is none of the known ones. */
  void refuseUnknown(Collection<String> known) {
    Iterator<String> names = values.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!known.contains(name)) {
        throw new RecipeException(
            prefix + name,
            "there is no such key; did you mean " + prefix + NearestName.to(name, known) + "?");
      }
    }
  }

  boolean has(String key) {
    JsonNode value = values.get(key);
    return value != null && !value.isNull();
  }

  Optional<String> text(String key) {
    return value(key, JsonNodeType.STRING, "a text").map(JsonNode::textValue);
  }

  String name(String key, String missing) {
    String name = text(key).orElse(missing);
    if (name == null || !name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
      throw new RecipeException(
          prefix + key,
          name == null ? "is missing" : "'" + excerpt(name) + "' is no name; use letters and '_'");
    }
    return name;
  }

  int integer(String key, int missing) {
    return integer(key).orElse(missing);
  }

  OptionalInt integer(String key) {
    Optional<JsonNode> value = value(key, JsonNodeType.NUMBER, "a whole number");
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!value.get().isIntegralNumber() || !value.get().canConvertToInt()) {
      throw wrongType(key, value.get(), "a whole number of at most " + Integer.MAX_VALUE);
    }
    return OptionalInt.of(value.get().intValue());
  }

  long longInteger(String key, long missing) {
    Optional<JsonNode> value = value(key, JsonNodeType.NUMBER, "a whole number");
    if (value.isEmpty()) {
      return missing;
    }
    if (!value.get().isIntegralNumber() || !value.get().canConvertToLong()) {
      throw wrongType(key, value.get(), "a whole number of at most " + Long.MAX_VALUE);
    }
    return value.get().longValue();
  }

  double decimal(String key, double missing) {
    return value(key, JsonNodeType.NUMBER, "a number").map(JsonNode::doubleValue).orElse(missing);
  }

  boolean flag(String key, boolean missing) {
    return value(key, JsonNodeType.BOOLEAN, "true or false")
        .map(JsonNode::booleanValue)
        .orElse(missing);
  }

  Optional<Path> path(String key) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().isBlank()) {
      throw new RecipeException(prefix + key, "is empty; name a path or leave the key out");
    }
    try {
      return Optional.of(folderOf.apply(key).resolve(text.get()).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw new RecipeException(prefix + key, "'" + excerpt(text.get()) + "' is no path");
    }
  }

  <E extends Enum<E>> E choice(String key, E missing) {
    return choice(key, missing.getDeclaringClass()).orElse(missing);
  }

  <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    E[] choices = type.getEnumConstants();
    for (E choice : choices) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(text.get())) {
        return Optional.of(choice);
      }
    }
    List<String> names =
        Arrays.stream(choices).map(choice -> choice.name().toLowerCase(Locale.ROOT)).toList();
    throw new RecipeException(
        prefix + key,
        "there is no '%s'; use one of %s".formatted(excerpt(text.get()), String.join(", ", names)));
  }

  /** Every value but those of the given keys: numbers as {@link Double}, texts, truth values. */
  Map<String, Object> scalars(Set<String> but) {
    Map<String, Object> scalars = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : values.properties()) {
      if (!but.contains(field.getKey()) && !field.getValue().isNull()) {
        scalars.put(field.getKey(), scalar(field.getKey(), field.getValue()));
      }
    }
    return scalars;
  }

  private Object scalar(String key, JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER -> value.doubleValue();
      case STRING -> value.textValue();
      case BOOLEAN -> value.booleanValue();
      default -> throw wrongType(key, value, "a number, a text, true or false");
    };
  }

  /** A list of texts; empty where it is not given. */
  List<String> texts(String key) {
    Optional<JsonNode> list = value(key, JsonNodeType.ARRAY, "a list");
    if (list.isEmpty()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : list.get()) {
      if (!item.isTextual()) {
        throw wrongType(key, item, "a text");
      }
      texts.add(item.textValue());
    }
    if (texts.isEmpty()) {
      throw new RecipeException(prefix + key, "is empty; name one or more, or leave the key out");
    }
    return texts;
  }

  /** A mapping within the mapping. */
  Optional<RecipeFields> mapping(String key) {
    return value(key, JsonNodeType.OBJECT, "a mapping")
        .map(value -> within(prefix + key + ".", key, value));
  }

  /** A list of mappings. */
  Optional<List<RecipeFields>> mappings(String key) {
    Optional<JsonNode> list = value(key, JsonNodeType.ARRAY, "a list");
    if (list.isEmpty()) {
      return Optional.empty();
    }
    List<RecipeFields> mappings = new ArrayList<>();
    for (JsonNode item : list.get()) {
      if (!item.isObject()) {
        throw wrongType(key, item, "a mapping such as {name: …}");
      }
      mappings.add(within("%s%s[%d].".formatted(prefix, key, mappings.size()), key, item));
    }
    return Optional.of(mappings);
  }

  private RecipeFields within(String innerPrefix, String key, JsonNode inner) {
    return new RecipeFields(innerPrefix, (ObjectNode) inner, any -> folderOf.apply(key));
  }

  private Optional<JsonNode> value(String key, JsonNodeType type, String wanted) {
    if (!has(key)) {
      return Optional.empty();
    }
    JsonNode value = values.get(key);
    if (value.getNodeType() != type) {
      throw wrongType(key, value, wanted);
    }
    return Optional.of(value);
  }

  private RecipeException wrongType(String key, JsonNode value, String wanted) {
    return new RecipeException(
        prefix + key, "%s is not %s".formatted(excerpt(value.toString()), wanted));
  }

  private static String excerpt(String text) {
    return text.length() <= EXCERPT_CHARS ? text : text.substring(0, EXCERPT_CHARS) + "…";
  }
}
