package dev.preceptor.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.SafetensorsFile;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.qwen2vl.ShapeGoldens;
import dev.preceptor.models.torch.Compute;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of untied heads and other head counts against TRL, see tools/goldens/trl_steps.py. */
class TrlShapeStepsTest {

  private static final Path STEPS = Goldens.QWEN2_VL.resolveSibling("trl-steps");

  /** The golden holds this many elements of each weight. */
  private static final int SAMPLED = 200;

  @ParameterizedTest
  @ValueSource(
      strings = {"flat-heads-4-4-untied", "flat-heads-6-1-absent", "nested-heads-2-2-tied"})
  void oneStepMatchesTrl(String shape) {
    Path golden = STEPS.resolve("shape-" + shape);
    JsonNode step = Goldens.json(golden.resolve("step.json"));
    JsonNode settings = step.path("settings");
    JsonNode trls = step.path("expected");
    MemoryModel start = ShapeGoldens.model(shape);
    List<TrainingGroup> groups = new ArrayList<>();
    for (JsonNode group : step.path("groups")) {
      groups.add(group(shape, group));
    }
    try (PolicyTrainer trainer = new PolicyTrainer(start, settings(settings), Compute.cpu())) {
      Map<String, Double> ours =
          trainer.step(groups, settings.path("learning_rate").asDouble()).metrics();
      assertThat(ours.get("loss")).isCloseTo(trls.path("loss").asDouble(), within(1e-5));
      double norm = trls.path("grad_norm").asDouble();
      assertThat(ours.get("grad_norm")).isCloseTo(norm, within(1e-3 * norm));
      for (String metric : List.of("kl", "entropy", "clip_ratio/region_mean")) {
        assertThat(ours.get(metric))
            .as(metric)
            .isCloseTo(trls.path(metric).asDouble(), within(1e-3));
      }
      compareWeights(trainer.policy(), golden.resolve("model.safetensors"));
    }
  }

  private static TrainingGroup group(String shape, JsonNode group) {
    List<int[]> completions = new ArrayList<>();
    List<float[]> behaviour = new ArrayList<>();
    List<float[]> reference = new ArrayList<>();
    List<Double> rewards = new ArrayList<>();
    for (JsonNode response : group.path("responses")) {
      completions.add(Goldens.ids(response.path("token_ids")));
      behaviour.add(Goldens.floats(response.path("logprobs")));
      reference.add(Goldens.floats(response.path("ref_logprobs")));
      rewards.add(response.path("reward").asDouble());
    }
    return new TrainingGroup(
        ShapeGoldens.prompt(ShapeGoldens.cases(shape).path(group.path("case").asInt())),
        completions,
        behaviour,
        Optional.of(reference),
        Algorithm.named("grpo")
            .advantages(rewards.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  private static TrainerSettings settings(JsonNode settings) {
    return new TrainerSettings(
        Algorithm.named(settings.path("algorithm").asText()),
        settings.path("beta").asDouble(),
        settings.path("epsilon").asDouble(),
        settings.path("temperature").asDouble(),
        settings.path("max_completion_length").asInt(),
        DType.F32,
        true,
        8192,
        false,
        AdapterDropout.NONE,
        new AdamWSettings(
            settings.path("adam_beta1").asDouble(),
            settings.path("adam_beta2").asDouble(),
            settings.path("adam_epsilon").asDouble(),
            settings.path("weight_decay").asDouble(),
            settings.path("max_grad_norm").asDouble()));
  }

  /** Within 2e-5 for 99 % of the elements of each weight and 90 % of each bias or norm. */
  private static void compareWeights(MemoryModel ours, Path golden) {
    try (SafetensorsFile trls = SafetensorsFile.open(golden)) {
      for (String name : ours.tensorNames()) {
        FloatBuffer x = ours.tensor(name).data().asFloatBuffer();
        FloatBuffer y = trls.tensor(name).data().asFloatBuffer();
        int stride = Math.max(1, x.capacity() / SAMPLED);
        assertThat(y.capacity()).as(name).isEqualTo(Math.min(SAMPLED, x.capacity()));
        long near = 0;
        for (int i = 0; i < y.capacity(); i++) {
          near += Math.abs(x.get(i * stride) - y.get(i)) <= 2e-5 ? 1 : 0;
        }
        double share = ours.tensor(name).shape().length == 1 ? 0.9 : 0.99;
        assertThat((double) near / y.capacity()).as(name).isGreaterThanOrEqualTo(share);
      }
    }
  }
}
