package dev.preceptor.models.llava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.adapter.AdaptedModel;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.AdamWSettings;
import dev.preceptor.models.training.SftSettings;
import dev.preceptor.models.training.SftTrainer;
import dev.preceptor.models.training.SftTrainer.Example;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * An adapter on every linear layer of a LLaVA, tower and projector among them, against PEFT 0.17.1;
 * made by tools/goldens/llava_adapter.py.
 */
class LlavaAdapterTest {

  private static final Path BASE = Path.of("src/test/resources/goldens/llava");
  private static final Path ROOT = BASE.resolveSibling("llava-lora");
  private static final Path ADAPTER = ROOT.resolve("adapter");
  private static final JsonNode GOLDEN = Goldens.json(ROOT.resolve("golden.json"));

  /** What AdamW's first step moves is the sign of a gradient, which near zero is rounding. */
  private static final double CLOSE = 2e-5;

  private static TokenizedPrompt prompt(Processor processor, JsonNode golden) {
    Image image =
        processor
            .images()
            .fit(processor.images().read(BASE.resolve(golden.path("image").asText())));
    return processor.prompt(
        processor.chatText(golden.path("prompt").asText(), true), Optional.of(image));
  }

  @Test
  void logProbabilitiesAreThoseOfPeft() {
    try (Checkpoint base = Checkpoint.open(BASE);
        LanguageModel model = LanguageModel.load(AdaptedModel.open(base, ADAPTER))) {
      for (JsonNode golden : GOLDEN.path("cases")) {
        int[] completion = Goldens.ids(golden.path("completion_ids"));
        assertThat(model.score(prompt(model.processor(), golden), completion).logprobs())
            .as(golden.path("image").asText())
            .containsExactly(Goldens.floats(golden.path("adapter_logprobs")), within(1e-4f));
      }
    }
  }

  /** One supervised step moves each matrix of the adapter as PEFT's does, and nothing else. */
  @Test
  void aStepMovesTheAdapterAsPeftDoes() {
    JsonNode expected = GOLDEN.path("step");
    AdamWSettings adamw = new AdamWSettings(0.9, 0.999, 1e-8, 0, 1);
    try (Checkpoint base = Checkpoint.open(BASE);
        SftTrainer trainer =
            new SftTrainer(
                AdaptedModel.open(base, ADAPTER),
                new SftSettings(DType.F32, 8192, false, adamw),
                Compute.cpu())) {
      double rate = expected.path("settings").path("learning_rate").asDouble();
      Map<String, Double> metrics =
          trainer.step(batch(base, expected.path("rows").asInt()), rate).metrics();
      double norm = expected.path("grad_norm").asDouble();
      assertThat(metrics.get("loss")).isCloseTo(expected.path("loss").asDouble(), within(1e-5));
      assertThat(metrics.get("grad_norm")).isCloseTo(norm, within(1e-4 * norm));
      MemoryModel policy = trainer.policy();
      Map<String, HostTensor> before = AdaptedModel.open(base, ADAPTER).tensors();
      Map<String, HostTensor> after = AdaptedModel.open(base, ROOT.resolve("after")).tensors();
      assertThat(AdaptedModel.tensorsOf(policy)).isEqualTo(after.keySet());
      int unused = 0;
      for (Map.Entry<String, HostTensor> golden : after.entrySet()) {
        String name = golden.getKey();
        assertThat(shareClose(policy.tensor(name), golden.getValue()))
            .as(name)
            .isGreaterThanOrEqualTo(0.99);
        unused += policy.tensor(name).data().equals(before.get(name).data()) ? 1 : 0;
      }
      assertThat(unused).as("two of six matrices of the layer behind the feature").isEqualTo(12);
      for (String name : base.tensorNames()) {
        assertThat(policy.tensor(name).data()).isEqualTo(base.tensor(name).data());
      }
    }
  }

  private static List<Example> batch(Checkpoint base, int rows) {
    List<Example> batch = new ArrayList<>();
    try (Processor processor = Architecture.of(base).processor(base)) {
      for (int row = 0; row < rows; row++) {
        JsonNode golden = GOLDEN.path("cases").path(row);
        batch.add(
            new Example(prompt(processor, golden), Goldens.ids(golden.path("completion_ids"))));
      }
    }
    return batch;
  }

  private static double shareClose(HostTensor got, HostTensor expected) {
    FloatBuffer a = got.data().asFloatBuffer();
    FloatBuffer b = expected.data().asFloatBuffer();
    assertThat(a.remaining()).isEqualTo(b.remaining());
    long close = 0;
    for (int i = 0; i < a.remaining(); i++) {
      close += Math.abs(a.get(i) - b.get(i)) <= CLOSE ? 1 : 0;
    }
    return (double) close / a.remaining();
  }
}
