package dev.preceptor.models.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.models.torch.Compute;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptedModelTest {

  private static LanguageModel load(Path adapter) {
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE)) {
      return LanguageModel.load(AdaptedModel.open(base, adapter));
    }
  }

  private static int[] completion(JsonNode golden) {
    return Goldens.ids(golden.path("completion_ids"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"adapter", "adapter-old-names"})
  void logProbabilitiesAreThoseOfPeft(String folder) {
    try (LanguageModel model = load(AdapterGoldens.ADAPTER.resolveSibling(folder))) {
      for (JsonNode golden : AdapterGoldens.cases()) {
        TokenizedPrompt prompt = AdapterGoldens.prompt(model.processor(), golden);
        assertThat(prompt.ids()).isEqualTo(Goldens.ids(golden.path("input_ids")));
        assertThat(model.score(prompt, completion(golden)).logprobs())
            .as(golden.path("prompt").asText())
            .containsExactly(Goldens.floats(golden.path("adapter_logprobs")), within(1e-4f));
      }
    }
  }

  @Test
  void greedyTokensAreThoseOfPeft() {
    try (LanguageModel model = load(AdapterGoldens.ADAPTER)) {
      for (JsonNode golden : AdapterGoldens.cases()) {
        int[] expected = Goldens.ids(golden.path("greedy_ids"));
        Sampling greedy =
            new Sampling(0, expected.length, Goldens.integers(golden.path("greedy_suppressed")));
        TokenizedPrompt prompt = AdapterGoldens.prompt(model.processor(), golden);
        assertThat(model.generate(List.of(prompt), 1, greedy, new long[1]).get(0).get(0).tokenIds())
            .isEqualTo(expected);
      }
    }
  }

  /** What a GPU does, in float32 for once: the adapter stays beside the weights. */
  @Test
  void anAdapterBesideBfloat16WeightsIsAppliedWithoutRoundingTheSum() {
    JsonNode golden = AdapterGoldens.cases().get(0);
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE);
        LanguageModel model =
            LanguageModel.load(
                AdaptedModel.open(base, AdapterGoldens.ADAPTER),
                new Compute(ai.djl.Device.cpu(), DType.BF16))) {
      TokenizedPrompt prompt = AdapterGoldens.prompt(model.processor(), golden);
      float[] logprobs = model.score(prompt, completion(golden)).logprobs();
      assertThat(logprobs)
          .containsExactly(Goldens.floats(golden.path("adapter_logprobs")), within(0.15f));
      model.update(AdaptedModel.open(base, AdapterGoldens.AFTER));
      assertThat(model.score(prompt, completion(golden)).logprobs()).isNotEqualTo(logprobs);
    }
  }

  @Test
  void anotherVersionOfAnAdapterTakesThePlaceOfTheFirst() {
    JsonNode golden = AdapterGoldens.cases().get(1);
    try (Checkpoint base = Checkpoint.open(AdapterGoldens.BASE);
        LanguageModel model = load(AdapterGoldens.AFTER);
        LanguageModel fresh = load(AdapterGoldens.ADAPTER)) {
      model.update(AdaptedModel.open(base, AdapterGoldens.ADAPTER));
      TokenizedPrompt prompt = AdapterGoldens.prompt(model.processor(), golden);
      assertThat(model.score(prompt, completion(golden)).logprobs())
          .isEqualTo(fresh.score(prompt, completion(golden)).logprobs());
    }
  }
}
