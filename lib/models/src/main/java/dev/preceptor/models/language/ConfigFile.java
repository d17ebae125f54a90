package dev.preceptor.models.language;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How families read {@code config.json}: complaints name the key and its value. A number that is
 * far above any published model's is refused where it is read, because memory would be reserved by
 * it before the weights show that it is wrong.
 */
public final class ConfigFile {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "config.json";
  private static final String GENERATION = "generation_config.json";
  private static final String EOS = "eos_token_id";

  private static final int MAX_ID = (1 << 22) - 1;
  private static final int MAX_SIZE = 1 << 20;
  private static final int MAX_SHOWN = 40;

  /** The largest values; {@link #MAX_SIZE} for every other key. */
  private static final Map<String, Integer> MAX =
      Map.ofEntries(
          Map.entry("vocab_size", MAX_ID + 1),
          Map.entry("max_position_embeddings", 1 << 24),
          Map.entry("sliding_window", 1 << 24),
          Map.entry("hidden_size", 1 << 17),
          Map.entry("embed_dim", 1 << 17),
          Map.entry("head_dim", 1 << 13),
          Map.entry("num_attention_heads", 1 << 12),
          Map.entry("num_key_value_heads", 1 << 12),
          Map.entry("num_heads", 1 << 12),
          Map.entry("num_hidden_layers", 1 << 10),
          Map.entry("depth", 1 << 10),
          Map.entry("patch_size", 1 << 8),
          Map.entry("in_channels", 1 << 4),
          Map.entry("in_chans", 1 << 4),
          Map.entry("spatial_merge_size", 1 << 4),
          Map.entry("temporal_patch_size", 1 << 4));

  private ConfigFile() {}

  /** The configuration of a model of one of the given types. */
  public static JsonNode of(ModelSource source, String... modelTypes) {
    JsonNode root = read(source);
    String type = root.path("model_type").asText("");
    if (!List.of(modelTypes).contains(type)) {
      throw new InputException(
          "config.json, model_type: '%s' is not supported here; use a %s model"
              .formatted(type, String.join(" or ", modelTypes)));
    }
    return root;
  }

  /** The configuration of any model. */
  static JsonNode read(ModelSource source) {
    return source
        .json(FILE)
        .orElseThrow(
            () ->
                new InputException(
                    source.place()
                        + ": the model has no config.json; name a Hugging Face model folder"));
  }

  /** A number from 1 up to the key's largest. */
  public static int positive(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isIntegralNumber() || value.bigIntegerValue().signum() < 1) {
      throw new InputException(
          "config.json, " + key + ": '" + text(value) + "' is not a positive number");
    }
    return atMost(MAX.getOrDefault(key, MAX_SIZE), FILE, key, value);
  }

  private static int atMost(int max, String file, String key, JsonNode value) {
    if (!value.canConvertToInt() || value.asInt() > max) {
      throw new InputException(
          "%s, %s: %s is too large; use at most %d".formatted(file, key, text(value), max));
    }
    return value.asInt();
  }

  /** The same, or the usual one where the key is absent or null. */
  public static int positive(JsonNode node, String key, int usual) {
    return node.hasNonNull(key) ? positive(node, key) : usual;
  }

  /** The id of a token, or the usual one where the key is absent or null. */
  public static int id(JsonNode node, String key, int usual) {
    return node.hasNonNull(key) ? id(FILE, key, node.path(key)) : usual;
  }

  private static int id(String file, String key, JsonNode value) {
    if (!value.isIntegralNumber() || value.bigIntegerValue().signum() < 0) {
      throw new InputException(
          "%s, %s: '%s' is not the id of a token".formatted(file, key, text(value)));
    }
    return atMost(MAX_ID, file, key, value);
  }

  /** A positive, finite number, or the usual one where the key is absent or null. */
  public static double real(JsonNode node, String key, double usual) {
    return node.hasNonNull(key) ? real(node, key) : usual;
  }

  /** A positive, finite number. */
  public static double real(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isNumber() || !(value.asDouble() > 0 && Double.isFinite(value.asDouble()))) {
      throw new InputException(
          "config.json, " + key + ": '" + text(value) + "' is not a positive number");
    }
    return value.asDouble();
  }

  /** A value as text: shortened, on one line. */
  private static String text(JsonNode value) {
    String text = value.isValueNode() ? value.asText() : value.toString();
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "…" : line;
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

  /** Complains of an option that is switched on. */
  static void requireFalse(JsonNode node, String key) {
    if (node.path(key).asBoolean()) {
      throw new InputException(
          "config.json, %s: true is not supported; use a model without it".formatted(key));
    }
  }

  /**
   * A configuration with a default for each key that it leaves out; a key that is null stays null.
   *
   * @param defaults a JSON object
   */
  public static JsonNode completed(JsonNode node, String defaults) {
    try {
      ObjectNode all = (ObjectNode) JSON.readTree(defaults);
      node.properties().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
      return all;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(defaults, e);
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

  /** The numbers of a list, each from 1 up to the key's largest. */
  public static List<Integer> integers(JsonNode node, String key) {
    List<Integer> out = new ArrayList<>();
    for (JsonNode each : node.path(key)) {
      if (!each.isIntegralNumber() || each.bigIntegerValue().signum() < 1) {
        throw new InputException(
            "config.json, " + key + ": '" + text(each) + "' is not a positive number");
      }
      out.add(atMost(MAX.getOrDefault(key, MAX_SIZE), FILE, key, each));
    }
    return out;
  }

  /** Requires a vision tower for images of red, green and blue. */
  public static void requireRgb(JsonNode vision, int channels) {
    int given = positive(vision, "num_channels");
    if (given != channels) {
      throw new InputException(
          "config.json, vision_config, num_channels: %d, but images have %d colours"
              .formatted(given, channels));
    }
  }

  /** Requires that a vision tower's patches are not larger than its images; both in pixels. */
  public static void requirePatchFits(int patchSize, int imageSize) {
    if (patchSize > imageSize) {
      throw new InputException(
          "config.json, vision_config, patch_size: %d is more than image_size %d"
              .formatted(patchSize, imageSize));
    }
  }

  /** The numbers of layers that a list names, counted from 0. */
  public static List<Integer> layers(JsonNode node, String key) {
    List<Integer> out = new ArrayList<>();
    for (JsonNode each : node.path(key)) {
      if (!each.canConvertToInt() || each.asInt() < 0) {
        throw new InputException(
            "config.json, " + key + ": '" + text(each) + "' is not the number of a layer");
      }
      out.add(each.asInt());
    }
    return out;
  }

  /**
   * The ids that end a completion, as {@link #eosTokenIds(ModelSource, JsonNode...)}.
   *
   * @param usual the one of a model that has neither the key nor a {@code generation_config.json}
   */
  public static List<Integer> eosTokenIds(ModelSource source, int usual, JsonNode configuration) {
    return configuration.has(EOS) || source.json(GENERATION).isPresent()
        ? eosTokenIds(source, configuration)
        : List.of(usual);
  }

  /**
   * The ids that end a completion: {@code generation_config.json}'s {@code eos_token_id}, else that
   * of the first of the configurations that has one.
   */
  public static List<Integer> eosTokenIds(ModelSource source, JsonNode... configurations) {
    List<Integer> ids =
        eosTokenIds(GENERATION, source.json(GENERATION).orElse(MissingNode.getInstance()));
    for (int i = 0; i < configurations.length && ids.isEmpty(); i++) {
      ids = eosTokenIds(FILE, configurations[i]);
    }
    return ids;
  }

  /** The ids that a file gives, in order; none where the key is absent or null. */
  private static List<Integer> eosTokenIds(String file, JsonNode node) {
    JsonNode eos = node.path(EOS);
    TreeSet<Integer> ids = new TreeSet<>();
    if (eos.isArray()) {
      eos.forEach(each -> ids.add(id(file, EOS, each)));
    } else if (eos.isNumber()) {
      ids.add(id(file, EOS, eos));
    }
    return new ArrayList<>(ids);
  }
}
