package dev.preceptor.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.SafetensorsFile;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.SftTrainer.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training BioGPT against transformers 4.57.1, see tools/goldens/biogpt.py. */
class BioGptSftTest {

  private static final Path SHAPES = Path.of("src/test/resources/goldens/biogpt-shapes");

  private static final double RATE = 1e6;

  /**
   * With an epsilon far above every second moment, a step at learning rate 1e6 equals the gradient.
   */
  private static final AdamWSettings DESCENT = new AdamWSettings(0, 0, RATE, 0, 0);

  @ParameterizedTest
  @ValueSource(strings = {"heads-8-untied", "unscaled", "one-head"})
  void lossAndEveryGradientMatchTransformers(String shape) {
    Path folder = SHAPES.resolve(shape);
    double loss = Goldens.json(folder.resolve("sft.json")).path("loss").asDouble();
    try (Checkpoint start = Checkpoint.open(folder);
        SafetensorsFile golden = SafetensorsFile.open(folder.resolve("sft-gradients.safetensors"));
        SftTrainer trainer =
            new SftTrainer(
                start, new SftSettings(DType.F32, 8192, false, DESCENT), Compute.cpu())) {
      assertThat(trainer.step(batch(folder), RATE).metrics().get("loss"))
          .isCloseTo(loss, within(1e-4));
      MemoryModel after = trainer.policy();
      assertThat(golden.tensorNames()).isEqualTo(after.tensorNames());
      for (String name : golden.tensorNames()) {
        float[] expected = floats(golden.tensor(name));
        float[] gradient = floats(start.tensor(name));
        float[] moved = floats(after.tensor(name));
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] -= moved[i];
        }
        assertThat(gradient).as(name).containsExactly(expected, within(1e-4f));
      }
    }
  }

  private static List<Example> batch(Path folder) {
    List<Example> out = new ArrayList<>();
    for (JsonNode golden : Goldens.json(folder.resolve("golden.json")).path("cases")) {
      TokenizedPrompt prompt =
          new TokenizedPrompt(ids(golden.path("prompt_ids")), 0, Optional.empty());
      out.add(new Example(prompt, ids(golden.path("completion_ids"))));
    }
    return out;
  }

  private static int[] ids(JsonNode array) {
    return Goldens.integers(array).stream().mapToInt(Integer::intValue).toArray();
  }

  private static float[] floats(HostTensor tensor) {
    float[] out = new float[tensor.data().remaining() / Float.BYTES];
    tensor.data().asFloatBuffer().get(out);
    return out;
  }
}
