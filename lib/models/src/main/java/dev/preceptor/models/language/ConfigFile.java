package dev.preceptor.models.language;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** How families read {@code config.json}: complaints name the key and its value. */
public final class ConfigFile {

  private ConfigFile() {}

  /** The configuration of a model of the given type. */
  public static JsonNode of(ModelSource source, String modelType) {
    JsonNode root = of(source);
    String type = root.path("model_type").asText("");
    if (!type.equals(modelType)) {
      throw new InputException(
          "config.json, model_type: '%s' is not supported here; use a %s model"
              .formatted(type, modelType));
    }
    return root;
  }

  /** The configuration of any model. */
  static JsonNode of(ModelSource source) {
    return source
        .json("config.json")
        .orElseThrow(
            () ->
                new InputException(
                    source.place()
                        + ": the model has no config.json; name a Hugging Face model folder"));
  }

  /** A number from 1 on. */
  public static int positive(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.canConvertToInt() || value.asInt() < 1) {
      throw new InputException(
          "config.json, " + key + ": '" + value.asText() + "' is not a positive number");
    }
    return value.asInt();
  }

  /** A number from 1 on, or the usual one where the key is absent or null. */
  public static int positive(JsonNode node, String key, int usual) {
    return node.hasNonNull(key) ? positive(node, key) : usual;
  }

  /**
   * {@code num_key_value_heads}; null means one for each query head, and an absent key 8.
   *
   * @param heads {@code num_attention_heads}
   */
  public static int keyValueHeads(JsonNode node, int heads) {
    String key = "num_key_value_heads";
    return positive(node, key, node.has(key) ? heads : 8);
  }

  /** Complains of a value that is no multiple of the one it is to be divided by. */
  public static void requireDivides(boolean divides, String key, int value, String divisor) {
    if (!divides) {
      throw new InputException(
          "config.json, " + key + ": " + value + " is not a multiple of " + divisor);
    }
  }

  /** Complains of a name other than the one supported, which is the usual one too. */
  public static void requireNamed(JsonNode node, String key, String supported) {
    String name = node.path(key).asText(supported);
    if (!name.equals(supported)) {
      throw new InputException(
          "config.json, %s: '%s' is not supported; use a model with %s"
              .formatted(key, name, supported));
    }
  }

  /**
   * How positions turn: {@code rope_parameters} of newer transformers, which may hold {@code
   * rope_theta} too, else {@code rope_scaling}.
   *
   * @param supported the types that may stand there; the first is the one of a file that names none
   */
  public static JsonNode rope(JsonNode node, String... supported) {
    String key = node.hasNonNull("rope_parameters") ? "rope_parameters" : "rope_scaling";
    JsonNode rope = node.path(key);
    String type = rope.path("rope_type").asText(rope.path("type").asText(supported[0]));
    if (!List.of(supported).contains(type)) {
      throw new InputException(
          "config.json, %s: the type '%s' is not supported; use a model without it"
              .formatted(key, type));
    }
    return rope;
  }

  public static List<Integer> integers(JsonNode array) {
    List<Integer> out = new ArrayList<>();
    array.forEach(n -> out.add(n.asInt()));
    return out;
  }

  /**
   * The ids that end a completion, as {@link #eosTokenIds(ModelSource, JsonNode...)}.
   *
   * @param usual the one of a model that has neither the key nor a {@code generation_config.json}
   */
  public static List<Integer> eosTokenIds(ModelSource source, int usual, JsonNode configuration) {
    return configuration.has("eos_token_id") || source.json("generation_config.json").isPresent()
        ? eosTokenIds(source, configuration)
        : List.of(usual);
  }

  /**
   * The ids that end a completion: {@code generation_config.json}'s {@code eos_token_id}, else that
   * of the first of the configurations that has one.
   */
  public static List<Integer> eosTokenIds(ModelSource source, JsonNode... configurations) {
    List<JsonNode> places = new ArrayList<>();
    places.add(source.json("generation_config.json").orElse(MissingNode.getInstance()));
    places.addAll(List.of(configurations));
    TreeSet<Integer> ids = new TreeSet<>();
    for (JsonNode place : places) {
      JsonNode eos = place.path("eos_token_id");
      if (eos.isArray()) {
        ids.addAll(integers(eos));
      } else if (eos.isInt()) {
        ids.add(eos.asInt());
      }
      if (!ids.isEmpty()) {
        break;
      }
    }
    return new ArrayList<>(ids);
  }
}
