package dev.preceptor.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.torch.Compute;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Optimizer steps against TRL 0.25.1, see goldens/README.md. */
class PolicyTrainerTest {

  private static final JsonNode STEP = Goldens.json(Goldens.TRL_STEP.resolve("step.json"));
  private static final JsonNode SETTINGS = STEP.path("settings");

  @ParameterizedTest
  @ValueSource(strings = {"grpo", "dr_grpo"})
  void oneStepMatchesTrl(String name) {
    Algorithm algorithm = Algorithm.named(name);
    JsonNode expected = STEP.path("expected").path(name);
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        Checkpoint trls = Checkpoint.open(Goldens.TRL_STEP.resolve(name));
        PolicyTrainer trainer =
            new PolicyTrainer(start, settings(algorithm, DType.F32, true), Compute.cpu())) {
      List<TrainingGroup> groups = groups(algorithm, expected);
      Map<String, Double> metrics =
          trainer.step(groups, SETTINGS.path("learning_rate").asDouble()).metrics();
      assertThat(metrics.get("loss")).isCloseTo(expected.path("loss").asDouble(), within(1e-5));
      double norm = expected.path("grad_norm").asDouble();
      assertThat(metrics.get("grad_norm")).isCloseTo(norm, within(1e-3 * norm));
      for (String metric :
          List.of(
              "kl",
              "entropy",
              "clip_ratio/low_mean",
              "clip_ratio/high_mean",
              "clip_ratio/region_mean")) {
        assertThat(metrics.get(metric))
            .as(metric)
            .isCloseTo(expected.path(metric).asDouble(), within(1e-3));
      }
      compareWeights(trainer.policy(), trls);
    }
  }

  @Test
  void withoutBehaviourTheRatioIsOneAndEqualRewardsLeaveOnlyTheKl() {
    Algorithm algorithm = Algorithm.named("grpo");
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        PolicyTrainer trainer =
            new PolicyTrainer(start, settings(algorithm, DType.F32, false), Compute.cpu())) {
      List<TrainingGroup> equal =
          groups(algorithm, STEP.path("expected").path("grpo")).stream()
              .map(
                  g ->
                      new TrainingGroup(
                          g.prompt(),
                          g.completions(),
                          g.behaviourLogprobs(),
                          g.refLogprobs(),
                          algorithm.advantages(new double[] {1, 1, 1, 1})))
              .toList();
      Map<String, Double> metrics = trainer.step(equal, 1e-3).metrics();
      assertThat(metrics.get("clip_ratio/region_mean")).isZero();
      assertThat(metrics.get("loss")).isPositive().isLessThan(SETTINGS.path("beta").asDouble());
      assertThat(metrics.get("grad_norm")).isPositive();
    }
  }

  /** Rewards of a group with other behaviour log-probabilities: those of a broken sampler. */
  private static List<TrainingGroup> sampledAt(float logprob, List<TrainingGroup> groups) {
    return groups.stream()
        .map(
            group ->
                new TrainingGroup(
                    group.prompt(),
                    group.completions(),
                    group.completions().stream()
                        .map(
                            ids -> {
                              float[] logprobs = new float[ids.length];
                              Arrays.fill(logprobs, logprob);
                              return logprobs;
                            })
                        .toList(),
                    group.refLogprobs(),
                    group.advantages()))
        .toList();
  }

  @Test
  void aLossThatIsNotFiniteStopsBeforeTheWeightsMove() {
    Algorithm algorithm = Algorithm.named("grpo");
    List<TrainingGroup> broken =
        sampledAt(-200, groups(algorithm, STEP.path("expected").path("grpo")));
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        PolicyTrainer trainer =
            new PolicyTrainer(start, settings(algorithm, DType.F32, true), Compute.cpu())) {
      String before = PolicyHash.sha256(trainer.policy());
      assertThatThrownBy(() -> trainer.step(broken, 1e-3))
          .isInstanceOf(NotFiniteException.class)
          .hasMessageMatching("loss is (NaN|Infinity) [(]learning_rate 0.001[)]; lower .*");
      assertThat(PolicyHash.sha256(trainer.policy())).isEqualTo(before);
    }
  }

  @Test
  void gradientsThatOverflowStopBeforeTheWeightsMove() {
    Algorithm algorithm = Algorithm.named("grpo");
    List<TrainingGroup> steep =
        sampledAt(-60, groups(algorithm, STEP.path("expected").path("grpo")));
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        PolicyTrainer trainer =
            new PolicyTrainer(start, settings(algorithm, DType.F32, true), Compute.cpu())) {
      String before = PolicyHash.sha256(trainer.policy());
      assertThatThrownBy(() -> trainer.step(steep, 1e-3))
          .isInstanceOf(NotFiniteException.class)
          .hasMessageStartingWith("grad_norm is Infinity (learning_rate 0.001); ");
      assertThat(PolicyHash.sha256(trainer.policy())).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "BF16"})
  void weightsThatAreNotFiniteCannotBeTaken(DType dtype) {
    Algorithm algorithm = Algorithm.named("grpo");
    List<TrainingGroup> groups = groups(algorithm, STEP.path("expected").path("grpo"));
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        PolicyTrainer trainer =
            new PolicyTrainer(start, settings(algorithm, dtype, false), Compute.cpu())) {
      trainer.step(groups, 1e39);
      assertThatThrownBy(trainer::policy)
          .isInstanceOf(NotFiniteException.class)
          .hasMessageMatching(
              "weight [a-z0-9._]+: element \\[[0-9, ]+] is (NaN|-?Infinity) after the update; lower"
                  + " learning_rate .*");
      assertThatThrownBy(trainer::state)
          .isInstanceOf(NotFiniteException.class)
          .hasMessageStartingWith("optimizer state master.");
    }
  }

  @Test
  void aRestoredTrainerContinuesBitForBit() {
    Algorithm algorithm = Algorithm.named("grpo");
    List<TrainingGroup> groups = groups(algorithm, STEP.path("expected").path("grpo"));
    TrainerSettings settings = settings(algorithm, DType.BF16, false);
    String straight;
    Map<String, HostTensor> half;
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        PolicyTrainer trainer = new PolicyTrainer(start, settings, Compute.cpu())) {
      trainer.step(groups, 1e-3);
      half = trainer.state();
      trainer.step(groups, 1e-3);
      straight = PolicyHash.sha256(trainer.policy());
    }
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        PolicyTrainer trainer = new PolicyTrainer(start, settings, Compute.cpu())) {
      trainer.restore(half);
      trainer.step(groups, 1e-3);
      assertThat(PolicyHash.sha256(trainer.policy())).isEqualTo(straight);
    }
  }

  /** As a learner adds them that trains a sampling unit while others are still decoded. */
  @Test
  void groupsThatAreAddedOneByOneCountAsOneStep() {
    Algorithm algorithm = Algorithm.named("grpo");
    TrainerSettings settings = settings(algorithm, DType.F32, true);
    List<TrainingGroup> groups = groups(algorithm, STEP.path("expected").path("grpo"));
    Map<String, Double> whole = step(groups, settings);
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        PolicyTrainer trainer = new PolicyTrainer(start, settings, Compute.cpu())) {
      String before = PolicyHash.sha256(trainer.policy());
      groups.forEach(group -> trainer.add(List.of(group)));
      assertThat(PolicyHash.sha256(trainer.policy())).isEqualTo(before);

      Map<String, Double> added =
          trainer.finish(SETTINGS.path("learning_rate").asDouble()).metrics();
      for (String metric : List.of("loss", "grad_norm", "kl", "entropy")) {
        assertThat(added.get(metric)).as(metric).isCloseTo(whole.get(metric), within(1e-5));
      }
      assertThatThrownBy(() -> trainer.finish(1e-3)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void smallerPassesAndCheckpointingGiveTheSameStep() {
    Algorithm algorithm = Algorithm.named("grpo");
    List<TrainingGroup> groups = groups(algorithm, STEP.path("expected").path("grpo"));
    Map<String, Double> whole = step(groups, settings(algorithm, DType.F32, true));
    for (int tokens : new int[] {1, 100, 300}) {
      Map<String, Double> cut = step(groups, settings(algorithm, DType.F32, true, tokens, false));
      for (String metric : List.of("loss", "grad_norm", "kl", "entropy")) {
        assertThat(cut.get(metric))
            .as("%s in passes of %d tokens", metric, tokens)
            .isCloseTo(whole.get(metric), within(1e-5));
      }
    }
    assertThat(step(groups, settings(algorithm, DType.F32, true, 8192, true))).isEqualTo(whole);
  }

  @Test
  void bfloat16ComputeStaysNearFloat32() {
    Algorithm algorithm = Algorithm.named("grpo");
    List<TrainingGroup> groups = groups(algorithm, STEP.path("expected").path("grpo"));
    Map<String, Double> exact = step(groups, settings(algorithm, DType.BF16, true));
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        PolicyTrainer trainer =
            new PolicyTrainer(
                start,
                settings(algorithm, DType.BF16, true),
                new Compute(Device.cpu(), DType.BF16))) {
      Map<String, Double> rounded = trainer.step(groups, 1e-3).metrics();
      double norm = exact.get("grad_norm");
      assertThat(rounded.get("grad_norm")).isCloseTo(norm, within(0.05 * norm));
      assertThat(rounded.get("entropy")).isCloseTo(exact.get("entropy"), within(0.05));
      assertThat(trainer.step(groups, 1e-3).metrics().get("loss")).isLessThan(rounded.get("loss"));
    }
  }

  private static Map<String, Double> step(List<TrainingGroup> groups, TrainerSettings settings) {
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        PolicyTrainer trainer = new PolicyTrainer(start, settings, Compute.cpu())) {
      return trainer.step(groups, 1e-3).metrics();
    }
  }

  private static TrainerSettings settings(Algorithm algorithm, DType dtype, boolean behaviour) {
    return settings(algorithm, dtype, behaviour, 8192, false);
  }

  private static TrainerSettings settings(
      Algorithm algorithm, DType dtype, boolean behaviour, int tokens, boolean checkpointing) {
    return new TrainerSettings(
        algorithm,
        SETTINGS.path("beta").asDouble(),
        SETTINGS.path("epsilon").asDouble(),
        1,
        SETTINGS.path("max_completion_tokens").asInt(),
        dtype,
        behaviour,
        tokens,
        checkpointing,
        AdapterDropout.NONE,
        new AdamWSettings(0.9, 0.999, 1e-8, 0, SETTINGS.path("max_grad_norm").asDouble()));
  }

  private static List<TrainingGroup> groups(Algorithm algorithm, JsonNode expected) {
    List<TrainingGroup> out = new ArrayList<>();
    for (JsonNode group : STEP.path("groups")) {
      List<int[]> completions = new ArrayList<>();
      List<float[]> behaviour = new ArrayList<>();
      List<float[]> reference = new ArrayList<>();
      List<Double> rewards = new ArrayList<>();
      for (JsonNode response : group.path("responses")) {
        completions.add(
            Goldens.integers(response.path("token_ids")).stream().mapToInt(i -> i).toArray());
        behaviour.add(Goldens.floats(response.path("logprobs")));
        reference.add(Goldens.floats(response.path("ref_logprobs")));
        rewards.add(response.path("reward").asDouble());
      }
      double[] advantages =
          algorithm.advantages(rewards.stream().mapToDouble(Double::doubleValue).toArray());
      JsonNode wanted = expected.path("advantages").path(out.size());
      for (int i = 0; i < advantages.length; i++) {
        assertThat(advantages[i]).isCloseTo(wanted.path(i).asDouble(), within(1e-5));
      }
      out.add(
          new TrainingGroup(
              Goldens.prompt(group.path("input_ids"), group.path("image").asText(null)),
              completions,
              behaviour,
              Optional.of(reference),
              advantages));
    }
    return out;
  }

  /** Within 2e-5 for 99 % of the elements of each weight and 90 % of each bias or norm. */
  private static void compareWeights(MemoryModel ours, ModelSource trls) {
    for (String name : ours.tensorNames()) {
      float[] a = values(ours.tensor(name));
      float[] b = values(trls.tensor(name));
      double share = name.endsWith("bias") || ours.tensor(name).shape().length == 1 ? 0.9 : 0.99;
      long close = 0;
      for (int i = 0; i < a.length; i++) {
        close += Math.abs(a[i] - b[i]) <= 2e-5 ? 1 : 0;
      }
      assertThat((double) close / a.length).as(name).isGreaterThanOrEqualTo(share);
    }
  }

  private static float[] values(HostTensor tensor) {
    FloatBuffer buffer = tensor.data().asFloatBuffer();
    float[] out = new float[buffer.remaining()];
    buffer.get(out);
    return out;
  }
}
