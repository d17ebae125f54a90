package dev.preceptor.models.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.qwen2vl.ShapeGoldens;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Prompts with two and three images against transformers 4.57.1, see tools/goldens/two_images.py.
 */
class SeveralImagesTest {

  private static final Path GOLDENS = Path.of("src/test/resources/goldens");
  private static final JsonNode GOLDEN = Goldens.json(GOLDENS.resolve("two-images/golden.json"));

  private static List<JsonNode> cases(String model) {
    List<JsonNode> out = new ArrayList<>();
    GOLDEN.path(model).forEach(out::add);
    assertThat(out).hasSizeGreaterThan(2);
    return out;
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2-vl", "llava"})
  void imagesBeforeAndBetweenTextsAreScoredAndAnsweredAsByTransformers(String name) {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDENS.resolve(name));
        LanguageModel model = LanguageModel.load(checkpoint)) {
      List<JsonNode> cases = cases(name);
      List<TokenizedPrompt> prompts =
          cases.stream().map(golden -> prompt(model.processor(), golden)).toList();
      compare(model, cases, prompts);
    }
  }

  @Test
  void theWindowsOfSeveralImagesOfQwen25VlAreTheirOwn() {
    String shape = "qwen2-vl-shapes/windows-2-tied";
    try (LanguageModel model = LanguageModel.load(ShapeGoldens.model("windows-2-tied"))) {
      compare(
          model, cases(shape), cases(shape).stream().map(ShapeGoldens::promptOfSeveral).toList());
    }
  }

  private static TokenizedPrompt prompt(Processor processor, JsonNode golden) {
    ImageProcessor reader = processor.images();
    List<Image> images = new ArrayList<>();
    for (JsonNode file : golden.path("images")) {
      images.add(reader.fit(reader.read(GOLDENS.resolve("images/" + file.asText()))));
    }
    if (golden.has("raw")) {
      String raw = golden.path("raw").asText();
      return processor.rawPrompt(processor.rawText(raw, images.size()), images);
    }
    String text = processor.chatText(golden.path("prompt").asText(), images.size());
    assertThat(text).isEqualTo(golden.path("chat_text").asText());
    return processor.prompt(text, images);
  }

  /** Each prompt alone, and all in one batch. */
  private static void compare(
      LanguageModel model, List<JsonNode> cases, List<TokenizedPrompt> prompts) {
    Sampling greedy =
        new Sampling(
            0,
            cases.get(0).path("greedy_ids").size(),
            Goldens.integers(cases.get(0).path("greedy_suppressed")));
    List<List<Completion>> together = model.generate(prompts, 2, greedy, new long[prompts.size()]);
    for (int i = 0; i < cases.size(); i++) {
      JsonNode golden = cases.get(i);
      assertThat(prompts.get(i).ids()).isEqualTo(Goldens.ids(golden.path("prompt_ids")));
      int[] completion = Goldens.ids(golden.path("completion_ids"));
      float[] logprobs = model.score(prompts.get(i), completion).logprobs();
      for (int t = 0; t < completion.length; t++) {
        assertThat((double) logprobs[t])
            .as("prompt %d, token %d", i, t)
            .isCloseTo(golden.path("completion_logprobs").path(t).asDouble(), within(1e-4));
      }
      for (Completion answered : together.get(i)) {
        assertThat(answered.tokenIds())
            .as("prompt %d", i)
            .isEqualTo(Goldens.ids(golden.path("greedy_ids")));
      }
    }
  }

  @Test
  void everyImageNeedsItsPlaceholderAndAModelThatReadsSeveral() {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDENS.resolve("llava"));
        Processor llava = Architecture.of(checkpoint).processor(checkpoint);
        Checkpoint other = Checkpoint.open(GOLDENS.resolve("mllama"));
        Processor mllama = Architecture.of(other).processor(other)) {
      Image image = llava.images().fit(Image.read(GOLDENS.resolve("images/tiny.png")));
      List<Image> two = List.of(image, image);
      assertThat(llava.rawText("Which?", 2)).isEqualTo("<image>\n<image>\nWhich?");
      assertThatThrownBy(() -> llava.rawPrompt(llava.rawText("<image> Which?", 2), two))
          .isInstanceOf(InputException.class)
          .hasMessage("the prompt has 1 of 2 placeholders for its images; write <image> for each");
      assertThatThrownBy(() -> mllama.chatText("Which?", 2))
          .isInstanceOf(InputException.class)
          .hasMessageEndingWith("a prompt of this model may have one image, not 2");
      assertThatThrownBy(() -> mllama.rawPrompt("<|image|><|image|>Which?", two))
          .isInstanceOf(InputException.class)
          .hasMessageEndingWith("a prompt of this model may have one image, not 2");
    }
  }
}
