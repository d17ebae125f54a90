package dev.preceptor.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.adapter.AdaptedModel;
import dev.preceptor.models.adapter.AdapterGoldens;
import dev.preceptor.models.adapter.NewAdapter;
import dev.preceptor.models.algorithm.Grpo;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.torch.Compute;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A policy whose adapter learns by GRPO. */
@Tag("slow")
class AdapterPolicyTest {

  private static final TrainerSettings SETTINGS = settings(0, false);

  private static TrainerSettings settings(double dropout, boolean checkpointing) {
    return new TrainerSettings(
        new Grpo(),
        0.04,
        0.2,
        1,
        64,
        DType.BF16,
        false,
        8192,
        checkpointing,
        new AdapterDropout(dropout, 42),
        new AdamWSettings(0.9, 0.999, 1e-8, 0, 1));
  }

  private static ModelSource adapted(ModelSource base) {
    return new NewAdapter(4, 8, 0, List.of("all-linear"))
        .on(base, Architecture.of(base).base(), "base", 7);
  }

  private static List<TrainingGroup> groups(ModelSource base) {
    JsonNode golden = AdapterGoldens.cases().get(0);
    try (Processor processor = Architecture.of(base).processor(base)) {
      TokenizedPrompt prompt = AdapterGoldens.prompt(processor, golden);
      int[] one = Goldens.ids(golden.path("completion_ids"));
      int[] other = {one[3], one[2], one[1]};
      return List.of(
          new TrainingGroup(
              prompt,
              List.of(one, other),
              List.of(new float[one.length], new float[other.length]),
              Optional.empty(),
              new double[] {1, -1}));
    }
  }

  @Test
  void theReferenceIsTheBaseAndTheSamplerComputesWhatTheLearnerDoes() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE);
        PolicyTrainer trainer = new PolicyTrainer(adapted(base), SETTINGS, Compute.cpu())) {
      List<TrainingGroup> groups = groups(base);
      assertThat(trainer.step(groups, 1e-2).metrics().get("kl")).isCloseTo(0, within(1e-9));
      try (LanguageModel sampler = LanguageModel.load(trainer.policy())) {
        TokenizedPrompt prompt = groups.get(0).prompt();
        List<float[]> sampled =
            sampler.score(prompt, groups.get(0).completions()).stream()
                .map(scored -> scored.logprobs())
                .toList();
        TrainingGroup group =
            new TrainingGroup(
                prompt,
                groups.get(0).completions(),
                sampled,
                Optional.empty(),
                groups.get(0).advantages());
        Map<String, Double> metrics = trainer.step(List.of(group), 1e-2).metrics();
        assertThat(metrics.get("kl")).isGreaterThan(1e-4);
        assertThat(metrics.get("sampling/sampling_logp_difference/max")).isLessThan(1e-4);
      }
    }
  }

  @Test
  void trainingGoesOnBitForBitFromItsStateAndLeavesTheBaseAlone() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE);
        PolicyTrainer first = new PolicyTrainer(adapted(base), SETTINGS, Compute.cpu());
        PolicyTrainer second = new PolicyTrainer(adapted(base), SETTINGS, Compute.cpu())) {
      first.step(groups(base), 1e-2);
      Map<String, HostTensor> state = first.state();
      assertThat(state.keySet()).noneMatch(name -> name.endsWith("q_proj.weight"));
      second.restore(state);
      first.step(groups(base), 1e-2);
      second.step(groups(base), 1e-2);
      assertThat(PolicyHash.sha256(second.policy())).isEqualTo(PolicyHash.sha256(first.policy()));
      base.tensorNames()
          .forEach(
              name ->
                  assertThat(first.policy().tensor(name).data())
                      .isEqualTo(base.tensor(name).data()));
    }
  }

  private static Map<String, Double> second(PolicyTrainer trainer, List<TrainingGroup> groups) {
    trainer.step(groups, 1e-2);
    return trainer.step(groups, 1e-2).metrics();
  }

  /** The first step moves B away from 0; before that, what A hears changes nothing. */
  @Test
  void dropoutStopsNoReplayAndHoldsWhereGradientsAreComputedAndNowhereElse() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE);
        PolicyTrainer plain = new PolicyTrainer(adapted(base), SETTINGS, Compute.cpu());
        PolicyTrainer trainer =
            new PolicyTrainer(adapted(base), settings(0.4, false), Compute.cpu());
        PolicyTrainer replaying =
            new PolicyTrainer(adapted(base), settings(0.4, false), Compute.cpu());
        PolicyTrainer recomputing =
            new PolicyTrainer(adapted(base), settings(0.4, true), Compute.cpu())) {
      List<TrainingGroup> groups = groups(base);
      Map<String, Double> metrics = second(trainer, groups);
      assertThat(metrics.get("kl")).isNotEqualTo(second(plain, groups).get("kl"));
      assertThat(metrics.get("clip_ratio/region_mean")).isZero();
      Map<String, Double> recomputed = second(recomputing, groups);
      double norm = metrics.get("grad_norm");
      assertThat(recomputed.get("grad_norm")).isCloseTo(norm, within(1e-4 * norm));
      replaying.step(groups, 1e-2);
      replaying.restore(replaying.state());
      assertThat(replaying.step(groups, 1e-2).metrics()).isEqualTo(metrics);
      assertThat(PolicyHash.sha256(replaying.policy()))
          .isEqualTo(PolicyHash.sha256(trainer.policy()));
    }
  }

  /** Each linear layer's adapter has a gradient: B moves away from 0. */
  @Test
  void theAdapterOfEveryLinearLayerLearns() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE);
        PolicyTrainer trainer = new PolicyTrainer(adapted(base), SETTINGS, Compute.cpu())) {
      trainer.step(groups(base), 1e-2);
      ModelSource policy = trainer.policy();
      for (String name : AdaptedModel.tensorsOf(policy)) {
        if (name.endsWith("lora_B.weight")) {
          HostTensor b = policy.tensor(name);
          assertThat(b.data().mismatch(java.nio.ByteBuffer.allocate(b.data().remaining())))
              .as(name)
              .isNotNegative();
        }
      }
    }
  }
}
