package dev.preceptor.recipe;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads recipes from YAML. Every default of a key stands here. */
public final class RecipeReader {
  /** The largest recipe file, bytes. */
  public static final int MAX_BYTES = 1 << 20;

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Job job;
  private final String source;
  private final ObjectNode values;
  private final Path folder;
  private final Set<String> overridden = new HashSet<>();

  private RecipeReader(Job job, String source, ObjectNode values, Path folder) {
    this.job = job;
    this.source = source;
    this.values = values;
    this.folder = folder;
  }

  /**
   * Reads a recipe file. Its relative paths are relative to the file's folder, those of overrides
   * to the working directory.
   *
   * @param overrides texts {@code key=value} with the value in YAML; a later one wins
   * @throws RecipeException if the file cannot be read or a value cannot be used
   */
  public static Recipe read(Path file, Job job, List<String> overrides) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    String source = "recipe " + file.getFileName();
    return recipe(job, source, mapping(source, textOf(file)), folder, overrides);
  }

  /**
   * Reads a resolved recipe, such as {@link Recipe#toYaml()} wrote.
   *
   * @param name what messages call it
   * @throws RecipeException if a value cannot be used
   */
  public static Recipe parse(String name, String yaml, Job job) {
    return parse(name, yaml, job, List.of());
  }

  /**
   * Reads a recipe's text. Relative paths are relative to the working directory.
   *
   * @param name what messages call it
   * @param overrides texts {@code key=value} with the value in YAML; a later one wins
   * @throws RecipeException if a value cannot be used
   */
  public static Recipe parse(String name, String yaml, Job job, List<String> overrides) {
    return recipe(job, name, mapping(name, yaml), Path.of("").toAbsolutePath(), overrides);
  }

  private static Recipe recipe(
      Job job, String source, ObjectNode values, Path folder, List<String> overrides) {
    RecipeReader reader = new RecipeReader(job, source, values, folder);
    overrides.forEach(reader::override);
    try {
      return reader.recipe();
    } catch (RecipeException e) {
      throw e.at(reader.placeOf(e.key()));
    }
  }

  private static String textOf(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw RecipeException.of(
            "recipe %s: is larger than %d bytes; is it a recipe?".formatted(file, MAX_BYTES), null);
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw RecipeException.of("recipe " + file + ": there is no such file", e);
    } catch (IOException e) {
      throw RecipeException.of("recipe " + file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static ObjectNode mapping(String source, String yaml) {
    JsonNode root = tree(source + ": ", yaml);
    if (root.isMissingNode() || root.isNull()) {
      return YAML.createObjectNode();
    }
    if (!root.isObject()) {
      throw RecipeException.of(source + ": is not a mapping of keys to values", null);
    }
    return (ObjectNode) root;
  }

  private static JsonNode tree(String place, String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      JsonLocation where = e.getLocation();
      String line = where == null ? "" : "line " + where.getLineNr() + ": ";
      throw RecipeException.of(place + line + "not YAML: " + complaint(e.getOriginalMessage()), e);
    }
  }

  /** The parser's complaint without its drawing of the place. */
  private static String complaint(String message) {
    return message
        .lines()
        .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
        .collect(Collectors.joining(": "));
  }

  /** Applies {@code key=value} or {@code key.inner=value}. */
  private void override(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw RecipeException.of("--set " + text + ": write it as key=value", null);
    }
    String key = text.substring(0, equals).strip();
    JsonNode value = tree("--set " + key + ": ", text.substring(equals + 1));
    if (value.isMissingNode()) {
      value = values.nullNode();
    }
    String[] names = key.split("\\.", 2);
    overridden.add(names[0]);
    if (names.length == 1) {
      values.set(key, value);
    } else if (values.path(names[0]).isObject()) {
      ((ObjectNode) values.get(names[0])).set(names[1], value);
    } else {
      values.putObject(names[0]).set(names[1], value);
    }
  }

  /** Where the value of a key was written, as the beginning of a message. */
  private String placeOf(String key) {
    String top = key.split("[.\\[]", 2)[0];
    return overridden.contains(top) ? "--set " : source + ", ";
  }

  private Path folderOf(String key) {
    return overridden.contains(key) ? Path.of("").toAbsolutePath() : folder;
  }

  private Recipe recipe() {
    RecipeFields fields = new RecipeFields("", values, this::folderOf);
    refuseForeign(fields);
    return new Recipe(
        job,
        fields.path("model"),
        fields.path("model_init"),
        data(fields),
        fields.longInteger("seed", 42),
        fields.integer("max_steps", job == Job.TRAIN ? 100 : 0),
        sampling(fields),
        new ObjectiveKeys(
            fields.name("algorithm", "grpo"),
            fields.decimal("beta", 0.04),
            fields.decimal("epsilon", 0.2)),
        optimizer(fields),
        scoring(fields),
        fleet(fields),
        new EvaluationKeys(
            fields.integer("eval_steps", 25),
            fields.integer("eval_limit", 200),
            fields.integer("eval_batch_size", 16)),
        new CheckpointKeys(
            fields.integer("save_steps", 100),
            fields.integer("save_total_limit"),
            fields.integer("policy_anchor_steps", 50),
            fields.integer("history_steps", 0)),
        new SupervisedKeys(
            fields.text("response_column").orElse("Response"),
            fields.flag("shuffle_dataset", true),
            fields.decimal("num_train_epochs", 1),
            fields.integer("per_device_train_batch_size", 8)));
  }

  private void refuseForeign(RecipeFields fields) {
    for (RecipeKey key : RecipeKey.values()) {
      if (fields.has(key.key()) && !key.isFor(job)) {
        throw new RecipeException(
            key.key(),
            job == Job.SFT
                ? "has no meaning for supervised fine-tuning; remove it"
                : "has no meaning but for supervised fine-tuning; remove it");
      }
    }
    List<String> known = RecipeKey.keysOf(job).stream().map(RecipeKey::key).toList();
    fields.refuseUnknown(known);
  }

  private static DataKeys data(RecipeFields fields) {
    Optional<PhantomKeys> phantom = fields.mapping("phantom").map(RecipeReader::phantom);
    return new DataKeys(
        fields.path("train_csv"),
        fields.path("test_csv"),
        fields.path("images"),
        phantom,
        fields.choice("prompt_template", PromptStyle.CHAT));
  }

  private static PhantomKeys phantom(RecipeFields fields) {
    fields.refuseUnknown(List.of("train", "test", "size", "seed", "hurried"));
    return new PhantomKeys(
        fields.integer("train", 2000),
        fields.integer("test", 200),
        fields.integer("size", 56),
        fields.longInteger("seed", 1),
        fields.decimal("hurried", 0));
  }

  private static SamplingKeys sampling(RecipeFields fields) {
    return new SamplingKeys(
        fields.integer("prompts_per_step", 8),
        fields.integer("num_generations", 8),
        fields.integer("max_prompt_length", 1024),
        fields.integer("max_completion_length", 256),
        fields.decimal("temperature", 1.0),
        fields.integer("sampling_unit", 8),
        fields.integer("min_pixels"),
        fields.integer("max_pixels"),
        fields.choice("failed_groups", FailedGroups.TRAIN_ON_REST));
  }

  private static OptimizerKeys optimizer(RecipeFields fields) {
    return new OptimizerKeys(
        fields.decimal("learning_rate", 1e-6),
        fields.choice("lr_scheduler_type", LrSchedulerType.LINEAR),
        fields.integer("warmup_steps", 0),
        fields.integer("gradient_accumulation_steps", 1),
        fields.integer("max_tokens_per_microbatch", 8192),
        fields.flag("gradient_checkpointing", false),
        fields.decimal("max_grad_norm", 1.0),
        fields.decimal("adam_beta1", 0.9),
        fields.decimal("adam_beta2", 0.999),
        fields.decimal("adam_epsilon", 1e-8),
        fields.decimal("weight_decay", 0),
        fields.choice("policy_dtype", PolicyDtype.BFLOAT16));
  }

  private static ScoringKeys scoring(RecipeFields fields) {
    List<RewardKeys> rewards =
        fields
            .mappings("rewards")
            .map(list -> list.stream().map(RecipeReader::reward).toList())
            .orElse(List.of(new RewardKeys("format", 1), new RewardKeys("accuracy", 1)));
    List<JudgeKeys> judges =
        fields
            .mappings("judges")
            .map(list -> list.stream().map(JudgeReader::read).toList())
            .orElse(List.of());
    return new ScoringKeys(
        rewards,
        judges,
        fields.integer("judge_deadline_seconds", 60),
        fields.choice("missing_verdict", MissingVerdict.LEAVE_OUT));
  }

  private static RewardKeys reward(RecipeFields fields) {
    if (!fields.has("name")) {
      fields.refuseUnknown(List.of("name", "weight"));
    }
    return new RewardKeys(
        fields.name("name", null),
        fields.decimal("weight", 1),
        fields.texts("judges"),
        fields.choice("quorum", Quorum.class),
        fields.choice("missing", MissingVerdict.class),
        fields.scalars(Set.of("name", "weight", "judges", "quorum", "missing")));
  }

  private static FleetKeys fleet(RecipeFields fields) {
    return new FleetKeys(
        fields.integer("staleness", 0),
        fields.integer("rollout_workers", 1),
        fields.integer("judge_workers", 1),
        fields.integer("partitions", 6),
        fields.integer("threads", Runtime.getRuntime().availableProcessors()),
        fields.text("device").orElse("cpu"),
        fields.choice("compute_dtype", ComputeDtype.AUTO));
  }
}
