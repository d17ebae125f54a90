package dev.preceptor.models.qwen2vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.Patches;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Prompt;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Head counts, tied and untied heads, layouts of config.json and types of storage against
 * transformers 4.57.1, see tools/goldens/qwen2_vl.py.
 */
class Qwen2VlShapesTest {

  private static final Path SHAPES = Goldens.QWEN2_VL.resolveSibling("qwen2-vl-shapes");
  private static final int PATCH_VALUES = 3 * 2 * 4 * 4;
  private static final int IMAGE_TOKEN = 3;

  /** The shapes have no tokenizer of their own and borrow the golden's; their prompts are ids. */
  private static LanguageModel load(Path shape) {
    try (Checkpoint checkpoint = Checkpoint.open(shape);
        Checkpoint texts = Checkpoint.open(Goldens.QWEN2_VL)) {
      Map<String, byte[]> files = new HashMap<>(texts.files());
      files.remove("generation_config.json");
      files.putAll(checkpoint.files());
      Map<String, HostTensor> tensors = new HashMap<>();
      checkpoint.tensorNames().forEach(name -> tensors.put(name, checkpoint.tensor(name)));
      return LanguageModel.load(new MemoryModel(files, tensors));
    }
  }

  private static int[] ids(JsonNode array) {
    return Goldens.integers(array).stream().mapToInt(Integer::intValue).toArray();
  }

  private static Prompt prompt(JsonNode golden) {
    int[] ids = ids(golden.path("prompt_ids"));
    if (golden.path("image_grid_thw").isNull()) {
      return new Prompt(ids, 0, Optional.empty());
    }
    int[] thw = ids(golden.path("image_grid_thw"));
    ImageGrid grid = new ImageGrid(thw[0], thw[1], thw[2]);
    float[] pixels = new float[grid.patches() * PATCH_VALUES];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * 37L + 11) % 101 / 50f - 1;
    }
    int start = 0;
    while (ids[start] != IMAGE_TOKEN) {
      start++;
    }
    return new Prompt(ids, start, Optional.of(new Patches(pixels, grid)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flat-heads-4-2-tied",
        "flat-heads-4-4-untied",
        "flat-heads-6-1-absent",
        "flat-tied-with-head",
        "nested-heads-2-2-tied",
        "nested-heads-4-1-absent"
      })
  void everyShapeScoresAndDecodesAsTransformers(String shape) {
    List<JsonNode> cases = new ArrayList<>();
    Goldens.json(SHAPES.resolve(shape + "/golden.json")).path("cases").forEach(cases::add);
    assertThat(cases).hasSize(5);
    try (LanguageModel model = load(SHAPES.resolve(shape))) {
      Sampling greedy =
          new Sampling(0, 12, Goldens.integers(cases.get(0).path("greedy_suppressed")));
      for (JsonNode golden : cases) {
        Prompt prompt = prompt(golden);
        float[] logprobs = model.score(prompt, ids(golden.path("completion_ids"))).logprobs();
        for (int i = 0; i < logprobs.length; i++) {
          assertThat((double) logprobs[i])
              .as("token %d after %s", i, golden.path("image_grid_thw"))
              .isCloseTo(golden.path("completion_logprobs").path(i).asDouble(), within(1e-4));
        }
        Completion decoded = model.generate(List.of(prompt), 1, greedy, new long[1]).get(0).get(0);
        assertThat(decoded.tokenIds()).isEqualTo(ids(golden.path("greedy_ids")));
      }
      List<Prompt> prompts = cases.stream().map(Qwen2VlShapesTest::prompt).toList();
      List<List<Completion>> together =
          model.generate(prompts, 2, greedy, new long[prompts.size()]);
      for (int i = 0; i < prompts.size(); i++) {
        for (Completion completion : together.get(i)) {
          assertThat(completion.tokenIds())
              .as("prompt %d beside others", i)
              .isEqualTo(ids(cases.get(i).path("greedy_ids")));
        }
      }
    }
  }
}
