package dev.preceptor.models.qwen2vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.language.CausalLmScript;
import dev.preceptor.models.language.Sequences;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.language.Weights;
import dev.preceptor.models.torch.Torch;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The model's computations against transformers 4.57.1, see goldens/qwen2-vl/README.md. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Qwen2VlScriptTest {

  private Checkpoint checkpoint;
  private Qwen2VlConfig config;
  private PtNDManager manager;
  private CausalLmScript script;
  private Map<String, PtNDArray> weights;

  @BeforeAll
  void load() {
    checkpoint = Checkpoint.open(Goldens.QWEN2_VL);
    config = Qwen2VlConfig.from(checkpoint);
    manager = Torch.manager(Device.cpu());
    script = new CausalLmScript(manager, config);
    weights = Weights.load(manager, config, checkpoint);
  }

  @AfterAll
  void close() {
    script.close();
    manager.close();
    checkpoint.close();
  }

  static Stream<JsonNode> cases() {
    return Goldens.cases();
  }

  static Stream<JsonNode> images() {
    return Goldens.cases().filter(golden -> golden.hasNonNull("image"));
  }

  @ParameterizedTest
  @MethodSource("images")
  void positionsAreTransformers(JsonNode golden) {
    TokenizedPrompt prompt = Goldens.prompt(golden);
    int completion = golden.path("completion_ids").size();
    long[][] positions = RopeIndex.of(prompt, 0, 2);
    for (int axis = 0; axis < 3; axis++) {
      assertThat(positions[axis]).isEqualTo(Goldens.longs(golden.path("position_ids").path(axis)));
    }
    long[][] longer = RopeIndex.of(prompt, completion, 2);
    long next = longer[0][prompt.ids().length];
    assertThat(next - prompt.ids().length).isEqualTo(golden.path("rope_delta").asLong());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logprobsAreTransformers(JsonNode golden) {
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      int[] ids =
          Goldens.integers(golden.path("completion_ids")).stream().mapToInt(i -> i).toArray();
      Sequences sequences = new Sequences(Goldens.prompt(golden), List.of(ids));
      NDList out = script.logprobs(scratch, script.pack(scratch, List.of(sequences)), 1, weights);
      float[] logprobs = out.get(0).toFloatArray();
      for (int i = 0; i < ids.length; i++) {
        assertThat((double) logprobs[i])
            .as("token %d of %s", i, golden.path("image"))
            .isCloseTo(golden.path("completion_logprobs").path(i).asDouble(), within(1e-3));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void greedyTokensAreTransformers(JsonNode golden) {
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      int length = golden.path("greedy_ids").size();
      NDList out =
          script.generate(
              scratch,
              script.pack(scratch, List.of(new Sequences(Goldens.prompt(golden), List.of()))),
              scratch.zeros(new Shape(1, 1, length), DataType.FLOAT64),
              config.eosTokenIds(),
              Goldens.integers(golden.path("greedy_suppressed")),
              0,
              weights);
      assertThat(out.get(0).toLongArray()).isEqualTo(Goldens.longs(golden.path("greedy_ids")));
    }
  }
}
