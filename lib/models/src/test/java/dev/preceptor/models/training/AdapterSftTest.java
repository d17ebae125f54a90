package dev.preceptor.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.adapter.AdaptedModel;
import dev.preceptor.models.adapter.AdapterGoldens;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.SftTrainer.Example;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One supervised step of an adapter, and of all weights, against TRL and PEFT. */
@Tag("slow")
class AdapterSftTest {

  private static final AdamWSettings ADAMW = new AdamWSettings(0.9, 0.999, 1e-8, 0, 1);
  private static final double LEARNING_RATE = 1e-3;

  private static List<Example> batch(ModelSource base) {
    List<Example> batch = new ArrayList<>();
    try (Processor processor = Architecture.of(base).processor(base)) {
      for (JsonNode row : AdapterGoldens.golden().path("sft").path("rows")) {
        batch.add(
            new Example(
                AdapterGoldens.prompt(processor, row), Goldens.ids(row.path("completion_ids"))));
      }
    }
    return batch;
  }

  private static void assertExpected(Map<String, Double> metrics, String key) {
    JsonNode expected = AdapterGoldens.golden().path("sft").path(key);
    assertThat(metrics.get("loss")).isCloseTo(expected.path("loss").asDouble(), within(1e-5));
    double norm = expected.path("grad_norm").asDouble();
    assertThat(metrics.get("grad_norm")).isCloseTo(norm, within(1e-3 * norm));
  }

  @Test
  void aStepMovesTheAdapterAsTrlDoesAndNothingElse() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE);
        SftTrainer trainer =
            new SftTrainer(
                AdaptedModel.open(base, AdapterGoldens.ADAPTER),
                new SftSettings(DType.F32, 8192, false, ADAMW),
                Compute.cpu())) {
      assertExpected(trainer.step(batch(base), LEARNING_RATE).metrics(), "expected");
      MemoryModel policy = trainer.policy();
      Map<String, HostTensor> after = AdaptedModel.open(base, AdapterGoldens.AFTER).tensors();
      assertThat(AdaptedModel.tensorsOf(policy)).isEqualTo(after.keySet());
      after.forEach((name, tensor) -> assertUpdated(name, policy.tensor(name), tensor, 0.99));
      for (String name : base.tensorNames()) {
        assertThat(policy.tensor(name).data()).isEqualTo(base.tensor(name).data());
      }
    }
  }

  /** Within 2e-5 for a share of the elements, since AdamW's first step is the gradient's sign. */
  static void assertUpdated(String name, HostTensor got, HostTensor expected, double share) {
    FloatBuffer a = got.data().asFloatBuffer();
    FloatBuffer b = expected.data().asFloatBuffer();
    assertThat(a.remaining()).as(name).isEqualTo(b.remaining());
    long close = 0;
    for (int i = 0; i < a.remaining(); i++) {
      close += Math.abs(a.get(i) - b.get(i)) <= 2e-5 ? 1 : 0;
    }
    assertThat((double) close / a.remaining()).as(name).isGreaterThanOrEqualTo(share);
  }

  @Test
  void aStepOfAllWeightsIsTrls() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE);
        SftTrainer trainer =
            new SftTrainer(base, new SftSettings(DType.F32, 8192, false, ADAMW), Compute.cpu())) {
      assertExpected(
          trainer.step(batch(base), LEARNING_RATE).metrics(), "expected_full_fine_tuning");
    }
  }
}
