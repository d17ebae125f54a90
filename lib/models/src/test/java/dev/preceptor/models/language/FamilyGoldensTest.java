package dev.preceptor.models.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole checkpoints of each family, from their files to tokens and log-probabilities, against
 * transformers 4.57.1; {@code families} is made by tools/goldens/families.py.
 */
class FamilyGoldensTest {

  private static final Path GOLDENS = Path.of("src/test/resources/goldens");

  /** Below this lead two tokens are equally likely in float32. */
  private static final double CLEAR_MARGIN = 1e-3;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "llava",
        "mllama",
        "families/llama-2",
        "families/llama-5",
        "families/llava-1",
        "families/llava-4",
        "families/mllama-3",
        "families/mllama-7"
      })
  void everyCaseIsTokenizedScoredAndAnsweredAsByTransformers(String family) {
    compareAll(GOLDENS.resolve(family));
  }

  static void compareAll(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        LanguageModel model = LanguageModel.load(checkpoint)) {
      JsonNode cases = Goldens.json(folder.resolve("golden.json")).path("cases");
      assertThat(cases).isNotEmpty();
      for (JsonNode golden : cases) {
        compare(model, folder, golden);
      }
      compareTogether(model, folder, cases);
    }
  }

  /** Prompts with and without images, of different lengths, decoded together. */
  private static void compareTogether(LanguageModel model, Path folder, JsonNode cases) {
    List<JsonNode> clear = new ArrayList<>();
    for (JsonNode golden : cases) {
      boolean exact = !golden.path("image").asText().endsWith(".jpg");
      if (exact && golden.path("greedy_min_margin").asDouble() > CLEAR_MARGIN) {
        clear.add(golden);
      }
    }
    List<TokenizedPrompt> prompts =
        clear.stream().map(golden -> prompt(model, folder, golden)).toList();
    JsonNode first = clear.get(0);
    Sampling greedy =
        new Sampling(
            0, first.path("greedy_ids").size(), Goldens.integers(first.path("greedy_suppressed")));
    List<List<Completion>> together = model.generate(prompts, 2, greedy, new long[prompts.size()]);
    for (int i = 0; i < prompts.size(); i++) {
      int[] expected = Goldens.ids(clear.get(i).path("greedy_ids"));
      for (Completion completion : together.get(i)) {
        assertThat(completion.tokenIds())
            .as("prompt %d in a batch", i)
            .isEqualTo(Arrays.copyOf(expected, completion.tokenIds().length));
      }
    }
  }

  private static void compare(LanguageModel model, Path folder, JsonNode golden) {
    TokenizedPrompt prompt = prompt(model, folder, golden);
    String name = golden.path("image").asText() + " " + golden.path("completion").asText();
    assertThat(prompt.ids()).as(name).isEqualTo(Goldens.ids(golden.path("input_ids")));
    if (golden.has("pixel_values")) {
      assertPixels(prompt.image().orElseThrow().values(), golden.path("pixel_values"), name);
    }
    int[] completion = model.tokenizer().encode(golden.path("completion").asText());
    assertThat(completion).as(name).isEqualTo(Goldens.ids(golden.path("completion_ids")));
    float[] logprobs = model.score(prompt, completion).logprobs();
    for (int t = 0; t < completion.length; t++) {
      assertThat((double) logprobs[t])
          .as("%s, token %d", name, t)
          .isCloseTo(
              golden.path("completion_logprobs").path(t).asDouble(),
              within(name.contains(".jpg") ? 2e-2 : 1e-4));
    }
    if (golden.path("greedy_min_margin").asDouble() > CLEAR_MARGIN) {
      assertGreedy(model, prompt, golden, name);
    }
    if (golden.has("perplexity")) {
      double expected = golden.path("perplexity").asDouble();
      assertThat(Perplexity.of(model, golden.path("text").asText()).value())
          .isCloseTo(expected, within(1e-4 * expected));
    }
  }

  private static TokenizedPrompt prompt(LanguageModel model, Path folder, JsonNode golden) {
    if (golden.has("text")) {
      return model.processor().rawPrompt(golden.path("text").asText(), Optional.empty());
    }
    Optional<Image> image =
        Optional.ofNullable(golden.path("image").asText(null))
            .filter(file -> !file.equals("null"))
            .map(file -> fitted(model, folder.resolve(file)));
    String asked = golden.path(golden.has("chat") ? "chat" : "prompt").asText();
    String text = model.chatText(asked, image.isPresent());
    assertThat(text).isEqualTo(golden.path("chat_text").asText());
    return model.prompt(text, image);
  }

  /** Sums, because the layout is the tower's own: empty tiles are left out, which are 0. */
  private static void assertPixels(float[] values, JsonNode golden, String name) {
    double sum = 0;
    double absolute = 0;
    for (float value : values) {
      sum += value;
      absolute += Math.abs(value);
    }
    boolean lossy = name.contains(".jpg");
    assertThat(sum).as(name).isCloseTo(golden.path("sum").asDouble(), within(lossy ? 5 : 5e-3));
    assertThat(absolute)
        .as(name)
        .isCloseTo(golden.path("abs_sum").asDouble(), within(lossy ? 5 : 5e-3));
  }

  private static Image fitted(LanguageModel model, Path file) {
    return model.images().fit(model.images().read(file));
  }

  private static void assertGreedy(
      LanguageModel model, TokenizedPrompt prompt, JsonNode golden, String name) {
    int[] expected = Goldens.ids(golden.path("greedy_ids"));
    Sampling greedy =
        new Sampling(0, expected.length, Goldens.integers(golden.path("greedy_suppressed")));
    List<Completion> two = model.generate(List.of(prompt), 2, greedy, new long[1]).get(0);
    for (Completion completion : two) {
      assertThat(completion.tokenIds())
          .as(name)
          .isEqualTo(Arrays.copyOf(expected, completion.tokenIds().length));
    }
    if (two.get(0).tokenIds().length == expected.length) {
      assertThat(two.get(0).text()).as(name).isEqualTo(golden.path("greedy_text").asText());
    } else {
      assertThat(two.get(0).finish().name()).as(name).isEqualTo("STOP");
    }
  }
}
