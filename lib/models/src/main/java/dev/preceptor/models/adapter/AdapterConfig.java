package dev.preceptor.models.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.adapter.TargetModules.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * What {@code adapter_config.json} says: PEFT's {@code LoraConfig}, of which plain LoRA is
 * supported, with rank-stabilised scaling and with ranks and alphas by module. An option that would
 * make the adapter mean something else is refused by its name.
 */
public final class AdapterConfig {

  /** The file's name. */
  public static final String FILE = "adapter_config.json";

  private static final int MAX_RANK = 1 << 14;
  private static final double MAX_ALPHA = 1 << 20;
  private static final int MAX_LISTED = 1 << 16;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Keys that are read, or say nothing about what the adapter computes. */
  private static final Set<String> KNOWN =
      Set.of(
          "r",
          "lora_alpha",
          "lora_dropout",
          "target_modules",
          "exclude_modules",
          "layers_to_transform",
          "layers_pattern",
          "rank_pattern",
          "alpha_pattern",
          "use_rslora",
          "init_lora_weights",
          "peft_type",
          "task_type",
          "inference_mode",
          "base_model_name_or_path",
          "revision",
          "auto_mapping",
          "peft_version",
          "megatron_core",
          "qalora_group_size",
          "runtime_config");

  /** Initialisations that change the base's weights. */
  private static final List<String> CHANGED_BASES = List.of("pissa", "olora", "corda", "loftq");

  private final String place;
  private final int rank;
  private final double alpha;
  private final double dropout;
  private final boolean rankStabilised;
  private final TargetModules targets;
  private final List<Pattern<Integer>> ranks;
  private final List<Pattern<Double>> alphas;

  /** A value for the modules that an expression means. */
  private record Pattern<T>(BoundedPattern modules, T value) {}

  /**
   * Reads a configuration.
   *
   * @param place the file, for messages
   * @throws InputException if it asks for what is not supported, by name
   */
  public AdapterConfig(JsonNode root, String place) {
    this.place = place;
    requireSupported(root);
    rank = rank("r", root.has("r") ? root.path("r") : JSON.getNodeFactory().numberNode(8));
    alpha = root.has("lora_alpha") ? number("lora_alpha", root.path("lora_alpha"), MAX_ALPHA) : 8;
    dropout = root.has("lora_dropout") ? number("lora_dropout", root.path("lora_dropout"), 1) : 0;
    if (dropout >= 1) {
      throw refusal("lora_dropout", "%s leaves nothing; use less than 1".formatted(dropout));
    }
    rankStabilised = root.path("use_rslora").asBoolean();
    targets =
        new TargetModules(
            names("target_modules", root.path("target_modules"))
                .orElseThrow(
                    () -> refusal("target_modules", "is missing; name the adapted modules")),
            names("exclude_modules", root.path("exclude_modules")),
            layers(root.path("layers_to_transform")),
            layersPatterns(root.path("layers_pattern")));
    ranks = patterns("rank_pattern", root, value -> rank("rank_pattern", value));
    alphas = patterns("alpha_pattern", root, value -> number("alpha_pattern", value, MAX_ALPHA));
  }

  private void requireSupported(JsonNode root) {
    String type = root.path("peft_type").asText("");
    if (!type.equals("LORA")) {
      throw refusal(
          "peft_type", "'%s' is not supported; use a LORA adapter".formatted(shown(type)));
    }
    JsonNode initial = root.path("init_lora_weights");
    if (initial.isTextual()
        && CHANGED_BASES.stream()
            .anyMatch(initial.textValue().toLowerCase(java.util.Locale.ROOT)::startsWith)) {
      throw refusal(
          "init_lora_weights",
          "'%s' changes the base's weights, which is not supported; convert it to a plain LoRA adapter with PEFT"
              .formatted(shown(initial.textValue())));
    }
    for (Map.Entry<String, JsonNode> option : root.properties()) {
      if (!KNOWN.contains(option.getKey()) && isOn(option.getValue())) {
        throw refusal(
            shown(option.getKey()),
            "%s is not supported; use a plain LoRA adapter"
                .formatted(shown(option.getValue().toString())));
      }
    }
  }

  /** Whether an option asks for something; {@code bias: none} does not. */
  private static boolean isOn(JsonNode value) {
    boolean off =
        value.isNull()
            || (value.isBoolean() && !value.booleanValue())
            || (value.isContainerNode() && value.isEmpty())
            || (value.isTextual()
                && (value.textValue().isEmpty() || value.textValue().equals("none")));
    return !off;
  }

  /** The factor of B · A at a module. */
  double scaling(String module) {
    double own = valueOf(alphas, module, alpha);
    int r = rank(module);
    return rankStabilised ? own / Math.sqrt(r) : own / r;
  }

  /** The rank at a module. */
  int rank(String module) {
    return valueOf(ranks, module, rank);
  }

  /** The share of a module's inputs that training leaves out. */
  public double dropout() {
    return dropout;
  }

  TargetModules targets() {
    return targets;
  }

  /** PEFT's {@code get_pattern_key}: the first expression that means the path or its end. */
  private static <T> T valueOf(List<Pattern<T>> patterns, String module, T usual) {
    for (Pattern<T> pattern : patterns) {
      Matcher matcher = pattern.modules().matcher(module);
      if (matcher.matches()) {
        return pattern.value();
      }
    }
    return usual;
  }

  private <T> List<Pattern<T>> patterns(
      String key, JsonNode root, java.util.function.Function<JsonNode, T> read) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    if (!node.isObject() || node.size() > MAX_LISTED) {
      throw refusal(key, "is not a mapping of module names to numbers");
    }
    List<Pattern<T>> out = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      out.add(
          new Pattern<>(
              new BoundedPattern("(?:.*\\.)?(?:" + entry.getKey() + ")", at(key)),
              read.apply(entry.getValue())));
    }
    return out;
  }

  private Optional<Names> names(String key, JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (node.isTextual()) {
      return node.textValue().equalsIgnoreCase(TargetModules.ALL_LINEAR)
              && key.equals("target_modules")
          ? Optional.of(new TargetModules.AllLinear())
          : Optional.of(
              new TargetModules.Expression(new BoundedPattern(node.textValue(), at(key))));
    }
    List<String> listed = texts(key, node);
    return listed.isEmpty() ? Optional.empty() : Optional.of(new TargetModules.Listed(listed));
  }

  private List<String> texts(String key, JsonNode node) {
    if (!node.isArray() || node.size() > MAX_LISTED) {
      throw refusal(key, "is not a text or a list of texts");
    }
    List<String> out = new ArrayList<>();
    for (JsonNode each : node) {
      if (!each.isTextual()) {
        throw refusal(key, "%s is not a text".formatted(shown(each.toString())));
      }
      out.add(each.textValue());
    }
    return out;
  }

  private List<Integer> layers(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    List<Integer> out = new ArrayList<>();
    for (JsonNode each : node.isArray() ? node : JSON.createArrayNode().add(node)) {
      if (!each.isIntegralNumber() || !each.canConvertToInt() || out.size() > MAX_LISTED) {
        throw refusal(
            "layers_to_transform",
            "%s is not the index of a layer".formatted(shown(each.toString())));
      }
      out.add(each.intValue());
    }
    return out;
  }

  private List<BoundedPattern> layersPatterns(JsonNode node) {
    String key = "layers_pattern";
    List<String> names =
        node.isMissingNode() || node.isNull()
            ? List.of()
            : node.isTextual() ? List.of(node.textValue()) : texts(key, node);
    Stream<String> used = names.isEmpty() ? Stream.of("[^.]*") : names.stream();
    return used.map(name -> new BoundedPattern(".*\\.(?:" + name + ")\\.(\\d+)\\.", at(key)))
        .toList();
  }

  private int rank(String key, JsonNode value) {
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < 1
        || value.intValue() > MAX_RANK) {
      throw refusal(
          key, "%s is not a rank; use 1 to %d".formatted(shown(value.toString()), MAX_RANK));
    }
    return value.intValue();
  }

  private double number(String key, JsonNode value, double max) {
    if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= max)) {
      throw refusal(key, "%s is not a number from 0 to %s".formatted(shown(value.toString()), max));
    }
    return value.doubleValue();
  }

  private String at(String key) {
    return place + ", " + key;
  }

  private InputException refusal(String key, String why) {
    return new InputException(at(key) + ": " + why);
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > 60 ? line.substring(0, 60) + "…" : line;
  }

  /**
   * The file of a new adapter, as PEFT 0.17 writes it.
   *
   * @param baseModel the folder of the base model
   * @param targets names, or {@value TargetModules#ALL_LINEAR} spelt out
   */
  public static byte[] written(
      String baseModel, int rank, double alpha, double dropout, List<String> targets) {
    ObjectNode root = JSON.createObjectNode();
    root.putObject("alpha_pattern");
    root.putNull("auto_mapping");
    root.put("base_model_name_or_path", baseModel);
    root.put("bias", "none");
    root.putNull("corda_config");
    root.putNull("eva_config");
    root.putNull("exclude_modules");
    root.put("fan_in_fan_out", false);
    root.put("inference_mode", true);
    root.put("init_lora_weights", true);
    root.putNull("layer_replication");
    root.putNull("layers_pattern");
    root.putNull("layers_to_transform");
    root.putObject("loftq_config");
    if (alpha == Math.rint(alpha)) {
      root.put("lora_alpha", (long) alpha);
    } else {
      root.put("lora_alpha", alpha);
    }
    root.put("lora_bias", false);
    root.put("lora_dropout", dropout);
    root.putNull("megatron_config");
    root.put("megatron_core", "megatron.core");
    root.putNull("modules_to_save");
    root.put("peft_type", "LORA");
    root.put("qalora_group_size", 16);
    root.put("r", rank);
    root.putObject("rank_pattern");
    root.putNull("revision");
    ArrayNode names = root.putArray("target_modules");
    targets.forEach(names::add);
    root.putNull("target_parameters");
    root.put("task_type", "CAUSAL_LM");
    root.putNull("trainable_token_indices");
    root.put("use_dora", false);
    root.put("use_qalora", false);
    root.put("use_rslora", false);
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("could not write " + FILE, e);
    }
  }
}
