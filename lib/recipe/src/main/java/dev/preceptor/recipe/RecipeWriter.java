package dev.preceptor.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Writes a recipe as YAML, key by key in the order of {@link RecipeKey}. */
final class RecipeWriter {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .build();

  private RecipeWriter() {}

  static String write(Recipe recipe) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecipeKey key : RecipeKey.keysOf(recipe.job())) {
      value(recipe, key).ifPresent(value -> values.put(key.key(), value));
    }
    try {
      return YAML.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe holds only texts, numbers and lists", e);
    }
  }

  private static Optional<Object> value(Recipe recipe, RecipeKey key) {
    DataKeys data = recipe.data();
    SamplingKeys sampling = recipe.sampling();
    OptimizerKeys optimizer = recipe.optimizer();
    ScoringKeys scoring = recipe.scoring();
    FleetKeys fleet = recipe.fleet();
    return switch (key) {
      case MODEL -> path(recipe.model());
      case MODEL_INIT -> path(recipe.modelInit());
      case TRAIN_CSV -> path(data.trainCsv());
      case TEST_CSV -> path(data.testCsv());
      case IMAGES -> path(data.images());
      case PHANTOM -> data.phantom().map(RecipeWriter::phantom);
      case PROMPT_TEMPLATE -> choice(data.promptTemplate());
      case SEED -> Optional.of(recipe.seed());
      case MAX_STEPS -> Optional.of(recipe.maxSteps());
      case PROMPTS_PER_STEP -> Optional.of(sampling.promptsPerStep());
      case NUM_GENERATIONS -> Optional.of(sampling.numGenerations());
      case MAX_PROMPT_LENGTH -> Optional.of(sampling.maxPromptLength());
      case MAX_COMPLETION_LENGTH -> Optional.of(sampling.maxCompletionLength());
      case TEMPERATURE -> Optional.of(sampling.temperature());
      case SAMPLING_UNIT -> Optional.of(sampling.samplingUnit());
      case MIN_PIXELS -> number(sampling.minPixels());
      case MAX_PIXELS -> number(sampling.maxPixels());
      case FAILED_GROUPS -> choice(sampling.failedGroups());
      case ALGORITHM -> Optional.of(recipe.objective().algorithm());
      case BETA -> Optional.of(recipe.objective().beta());
      case EPSILON -> Optional.of(recipe.objective().epsilon());
      case LEARNING_RATE -> Optional.of(optimizer.learningRate());
      case LR_SCHEDULER_TYPE -> choice(optimizer.lrSchedulerType());
      case WARMUP_STEPS -> Optional.of(optimizer.warmupSteps());
      case GRADIENT_ACCUMULATION_STEPS -> Optional.of(optimizer.gradientAccumulationSteps());
      case MAX_TOKENS_PER_MICROBATCH -> Optional.of(optimizer.maxTokensPerMicrobatch());
      case GRADIENT_CHECKPOINTING -> Optional.of(optimizer.gradientCheckpointing());
      case MAX_GRAD_NORM -> Optional.of(optimizer.maxGradNorm());
      case ADAM_BETA1 -> Optional.of(optimizer.adamBeta1());
      case ADAM_BETA2 -> Optional.of(optimizer.adamBeta2());
      case ADAM_EPSILON -> Optional.of(optimizer.adamEpsilon());
      case WEIGHT_DECAY -> Optional.of(optimizer.weightDecay());
      case POLICY_DTYPE -> choice(optimizer.policyDtype());
      case REWARDS -> Optional.of(scoring.rewards().stream().map(RecipeWriter::reward).toList());
      case JUDGES -> Optional.of(scoring.judges().stream().map(RecipeWriter::judge).toList());
      case JUDGE_DEADLINE_SECONDS -> Optional.of(scoring.judgeDeadlineSeconds());
      case MISSING_VERDICT -> choice(scoring.missingVerdict());
      case STALENESS -> Optional.of(fleet.staleness());
      case ROLLOUT_WORKERS -> Optional.of(fleet.rolloutWorkers());
      case JUDGE_WORKERS -> Optional.of(fleet.judgeWorkers());
      case PARTITIONS -> Optional.of(fleet.partitions());
      case THREADS -> Optional.of(fleet.threads());
      case DEVICE -> Optional.of(fleet.device());
      case COMPUTE_DTYPE -> choice(fleet.computeDtype());
      case EVAL_STEPS -> Optional.of(recipe.evaluation().evalSteps());
      case EVAL_LIMIT -> Optional.of(recipe.evaluation().evalLimit());
      case EVAL_BATCH_SIZE -> Optional.of(recipe.evaluation().evalBatchSize());
      case SAVE_STEPS -> Optional.of(recipe.checkpoints().saveSteps());
      case SAVE_TOTAL_LIMIT -> number(recipe.checkpoints().saveTotalLimit());
      case POLICY_ANCHOR_STEPS -> Optional.of(recipe.checkpoints().policyAnchorSteps());
      case HISTORY_STEPS -> Optional.of(recipe.checkpoints().historySteps());
      case RESPONSE_COLUMN -> Optional.of(recipe.supervised().responseColumn());
      case SHUFFLE_DATASET -> Optional.of(recipe.supervised().shuffleDataset());
      case NUM_TRAIN_EPOCHS -> Optional.of(recipe.supervised().numTrainEpochs());
      case PER_DEVICE_TRAIN_BATCH_SIZE ->
          Optional.of(recipe.supervised().perDeviceTrainBatchSize());
    };
  }

  private static Optional<Object> path(Optional<Path> path) {
    return path.map(Path::toString);
  }

  private static Optional<Object> number(OptionalInt number) {
    return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
  }

  private static Optional<Object> choice(Enum<?> choice) {
    return Optional.of(choice.name().toLowerCase(Locale.ROOT));
  }

  private static Map<String, Object> phantom(PhantomKeys phantom) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("train", phantom.train());
    values.put("test", phantom.test());
    values.put("size", phantom.size());
    values.put("seed", phantom.seed());
    values.put("hurried", phantom.hurried());
    return values;
  }

  private static Map<String, Object> reward(RewardKeys reward) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", reward.name());
    values.put("weight", reward.weight());
    if (!reward.judges().isEmpty()) {
      values.put("judges", reward.judges());
    }
    reward.quorum().flatMap(RecipeWriter::choice).ifPresent(quorum -> values.put("quorum", quorum));
    reward.missing().flatMap(RecipeWriter::choice).ifPresent(word -> values.put("missing", word));
    values.putAll(new TreeMap<>(reward.parameters()));
    return values;
  }

  private static Map<String, Object> judge(JudgeKeys judge) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", judge.name());
    if (judge.source() instanceof JudgeFolder folder) {
      values.put("model", folder.model().toString());
    } else if (judge.source() instanceof JudgeEndpoint endpoint) {
      endpoint(values, endpoint);
    }
    return values;
  }

  private static void endpoint(Map<String, Object> values, JudgeEndpoint endpoint) {
    values.put("url", endpoint.url().toString());
    values.put("model", endpoint.model());
    choice(endpoint.api()).ifPresent(api -> values.put("api", api));
    endpoint.apiKeyEnv().ifPresent(variable -> values.put("api_key_env", variable));
    values.put("logprobs", endpoint.logprobs());
    values.put("timeout_seconds", endpoint.timeoutSeconds());
    values.put("max_retries", endpoint.maxRetries());
    endpoint.requestsPerMinute().ifPresent(limit -> values.put("requests_per_minute", limit));
    values.put("max_concurrency", endpoint.maxConcurrency());
    values.put("breaker_failures", endpoint.breakerFailures());
    values.put("breaker_seconds", endpoint.breakerSeconds());
  }
}
