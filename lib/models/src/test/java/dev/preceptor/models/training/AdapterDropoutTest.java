package dev.preceptor.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.adapter.AdaptedModel;
import dev.preceptor.models.adapter.AdapterGoldens;
import dev.preceptor.models.algorithm.DpoLoss;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.CausalLmScript;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.ScriptModule;
import dev.preceptor.models.torch.ScriptPart;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.models.training.SftTrainer.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class AdapterDropoutTest {

  private static final AdamWSettings ADAMW = new AdamWSettings(0.9, 0.999, 1e-8, 0, 1);
  private static final double RATE = 1e-3;

  /** What the script makes of ones. */
  private static float[] dropped(AdapterDropout dropout, long step, int pass, int layer) {
    try (PtNDManager manager = Torch.manager(Compute.cpu().device());
        ScriptModule script =
            ScriptModule.compile(
                manager,
                List.of(new ScriptPart(CausalLmScript.class, "adapter_dropout.ts.py")),
                Map.of())) {
      PtNDArray numbers =
          dropout.of(manager, List.of("a", "b"), step, pass).values().stream()
              .skip(layer)
              .findFirst()
              .orElseThrow();
      PtNDArray ones = (PtNDArray) manager.ones(new Shape(1, 100, 640));
      return script
          .call(manager, "dropped", IValue.from(ones), IValue.from(numbers))
          .get(0)
          .toFloatArray();
    }
  }

  private static double share(float[] values, float[] others) {
    int both = 0;
    for (int i = 0; i < values.length; i++) {
      both += values[i] == 0 && others[i] == 0 ? 1 : 0;
    }
    return (double) both / values.length;
  }

  @Test
  void theShareIsLeftOutIndependentlyAndTheRestIsScaledUp() {
    AdapterDropout dropout = new AdapterDropout(0.25, 42);
    float[] first = dropped(dropout, 3, 1, 0);
    assertThat(share(first, first)).isCloseTo(0.25, within(0.01));
    for (float value : first) {
      assertThat(value).isIn(0f, 1 / 0.75f);
    }
    assertThat(dropped(dropout, 3, 1, 0)).isEqualTo(first);
    for (float[] other :
        List.of(
            dropped(dropout, 3, 1, 1),
            dropped(dropout, 3, 2, 0),
            dropped(dropout, 4, 1, 0),
            dropped(new AdapterDropout(0.25, 43), 3, 1, 0))) {
      assertThat(share(first, other)).isCloseTo(0.25 * 0.25, within(0.01));
    }
  }

  private static List<Example> batch(Checkpoint base) {
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

  private static SftTrainer trainer(Checkpoint base, double share, boolean checkpointing) {
    return new SftTrainer(
        AdaptedModel.open(base, AdapterGoldens.ADAPTER),
        new SftSettings(DType.F32, 8192, checkpointing, new AdapterDropout(share, 1), ADAMW),
        Compute.cpu());
  }

  @Test
  void aStepThatIsRepeatedOrRecomputedLeavesOutTheSame() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE);
        SftTrainer one = trainer(base, 0.3, false);
        SftTrainer other = trainer(base, 0.3, false);
        SftTrainer recomputing = trainer(base, 0.3, true);
        SftTrainer whole = trainer(base, 0, false)) {
      List<Example> batch = batch(base);
      double loss = one.step(batch, RATE).metrics().get("loss");
      assertThat(loss).isNotEqualTo(whole.step(batch, RATE).metrics().get("loss"));
      Map<String, Double> again = recomputing.step(batch, RATE).metrics();
      assertThat(again.get("loss")).isCloseTo(loss, within(1e-6));
      other.restore(one.state());
      assertThat(other.step(batch, RATE).metrics()).isEqualTo(one.step(batch, RATE).metrics());
      assertThat(PolicyHash.sha256(other.policy())).isEqualTo(PolicyHash.sha256(one.policy()));
    }
  }

  /** At a learning rate of 0 only what is left out differs from step to step. */
  @Test
  void everyStepLeavesOutOthersAndAPairsGradientsAreThoseOfItsLoss() {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE);
        SftTrainer trainer = trainer(base, 0.3, false)) {
      List<Example> batch = batch(base);
      assertThat(trainer.step(batch, 0).metrics().get("loss"))
          .isNotEqualTo(trainer.step(batch, 0).metrics().get("loss"));
      Example example = batch.get(0);
      List<PreferencePair> pairs =
          List.of(new PreferencePair(example.prompt(), example.answer(), batch.get(1).answer()));
      double[] norms = new double[2];
      for (int i = 0; i < 2; i++) {
        try (DpoTrainer dpo =
            new DpoTrainer(
                AdaptedModel.open(base, AdapterGoldens.ADAPTER),
                new DpoSettings(
                    new DpoLoss(0.1, 0),
                    DType.F32,
                    8192,
                    i == 1,
                    new AdapterDropout(0.3, 1),
                    ADAMW),
                Compute.cpu())) {
          norms[i] = dpo.step(pairs, RATE).metrics().get("grad_norm");
        }
      }
      assertThat(norms[1]).isCloseTo(norms[0], within(1e-4 * norms[0]));
    }
  }
}
