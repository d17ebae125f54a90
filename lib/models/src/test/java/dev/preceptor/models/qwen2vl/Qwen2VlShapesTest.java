package dev.preceptor.models.qwen2vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.AdamWSettings;
import dev.preceptor.models.training.SftSettings;
import dev.preceptor.models.training.SftTrainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Head counts, tied and untied heads, layouts of config.json, types of storage and Qwen2.5-VL's
 * windows against transformers 4.57.1, see tools/goldens/qwen2_vl.py.
 */
class Qwen2VlShapesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flat-heads-4-2-tied",
        "flat-heads-4-4-untied",
        "flat-heads-6-1-absent",
        "flat-tied-with-head",
        "nested-heads-2-2-tied",
        "nested-heads-4-1-absent",
        "windows-2-tied",
        "windows-3-untied",
        "windows-1-absent",
        "windows-larger-than-images"
      })
  void everyShapeScoresAndDecodesAsTransformers(String shape) {
    List<JsonNode> cases = new ArrayList<>();
    ShapeGoldens.cases(shape).forEach(cases::add);
    assertThat(cases).hasSize(5);
    try (LanguageModel model = LanguageModel.load(ShapeGoldens.model(shape))) {
      Sampling greedy =
          new Sampling(0, 12, Goldens.integers(cases.get(0).path("greedy_suppressed")));
      for (JsonNode golden : cases) {
        TokenizedPrompt prompt = ShapeGoldens.prompt(golden);
        float[] logprobs =
            model.score(prompt, Goldens.ids(golden.path("completion_ids"))).logprobs();
        for (int i = 0; i < logprobs.length; i++) {
          assertThat((double) logprobs[i])
              .as("token %d after %s", i, golden.path("image_grid_thw"))
              .isCloseTo(golden.path("completion_logprobs").path(i).asDouble(), within(1e-4));
        }
        Completion decoded = model.generate(List.of(prompt), 1, greedy, new long[1]).get(0).get(0);
        assertThat(decoded.tokenIds()).isEqualTo(Goldens.ids(golden.path("greedy_ids")));
      }
      List<TokenizedPrompt> prompts = cases.stream().map(ShapeGoldens::prompt).toList();
      List<List<Completion>> together =
          model.generate(prompts, 2, greedy, new long[prompts.size()]);
      for (int i = 0; i < prompts.size(); i++) {
        for (Completion completion : together.get(i)) {
          assertThat(completion.tokenIds())
              .as("prompt %d in a batch", i)
              .isEqualTo(Goldens.ids(cases.get(i).path("greedy_ids")));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows-2-tied", "windows-3-untied", "windows-1-absent"})
  void lossAndGradientsOfQwen25VlAreTransformers(String shape) {
    List<SftTrainer.Example> batch = new ArrayList<>();
    for (JsonNode golden : ShapeGoldens.cases(shape)) {
      batch.add(
          new SftTrainer.Example(
              ShapeGoldens.prompt(golden), Goldens.ids(golden.path("completion_ids"))));
    }
    JsonNode expected = ShapeGoldens.golden(shape).path("sft");
    try (SftTrainer trainer =
        new SftTrainer(
            ShapeGoldens.model(shape),
            new SftSettings(DType.F32, 8192, false, new AdamWSettings(0.9, 0.999, 1e-8, 0, 1e9)),
            Compute.cpu())) {
      Map<String, Double> metrics = trainer.step(batch, 0).metrics();
      double norm = expected.path("grad_norm").asDouble();
      assertThat(metrics.get("loss")).isCloseTo(expected.path("loss").asDouble(), within(1e-5));
      assertThat(metrics.get("grad_norm")).isCloseTo(norm, within(1e-4 * norm));
    }
  }
}
