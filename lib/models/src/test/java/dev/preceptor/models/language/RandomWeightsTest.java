package dev.preceptor.models.language;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.qwen2vl.Goldens;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomWeightsTest {

  private static final Map<String, byte[]> FILES = Checkpoint.smallFiles(Goldens.QWEN2_VL);

  private static final Path BIOGPT =
      Path.of("src/test/resources/goldens/biogpt-shapes/heads-8-untied");

  private static final String POSITIONS = "biogpt.embed_positions.weight";

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherSeedDifferentOnes() {
    String one = PolicyHash.sha256(RandomWeights.draw(FILES, 1));
    assertThat(PolicyHash.sha256(RandomWeights.draw(FILES, 1))).isEqualTo(one);
    assertThat(PolicyHash.sha256(RandomWeights.draw(FILES, 2))).isNotEqualTo(one);
  }

  @Test
  void matricesAreNormalBiasesZeroAndNormsOne() {
    MemoryModel model = RandomWeights.draw(FILES, 1);
    assertThat(model.tensorNames()).isEqualTo(Architecture.of(model).shapes().keySet());
    FloatBuffer embedding = floats(model, "model.embed_tokens.weight");
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < embedding.capacity(); i++) {
      sum += embedding.get(i);
      squares += embedding.get(i) * embedding.get(i);
    }
    assertThat(sum / embedding.capacity()).isCloseTo(0, within(1e-3));
    assertThat(Math.sqrt(squares / embedding.capacity())).isCloseTo(0.02, within(1e-3));
    assertThat(floats(model, "model.layers.0.self_attn.q_proj.bias").get(3)).isZero();
    assertThat(floats(model, "visual.merger.ln_q.bias").get(3)).isZero();
    assertThat(floats(model, "visual.blocks.0.norm1.weight").get(3)).isOne();
  }

  @Test
  void everyModelFamilyCanBeInitialised() {
    Map<String, byte[]> files = Checkpoint.smallFiles(BIOGPT);
    MemoryModel model = RandomWeights.draw(files, 1);
    FloatBuffer positions = floats(model, POSITIONS);
    double squares = 0;
    for (int i = 0; i < positions.capacity(); i++) {
      squares += positions.get(i) * positions.get(i);
    }
    // the configuration's own initializer_range
    assertThat(Math.sqrt(squares / positions.capacity())).isCloseTo(0.3, within(0.02));
    assertThat(floats(model, "biogpt.layers.2.fc2.bias").get(3)).isZero();
    assertThat(floats(model, "biogpt.layer_norm.weight").get(3)).isOne();
    assertThat(model.tensorNames()).contains("output_projection.weight");
  }

  @Test
  void positionsCanStartSinusoidalWithTheSameStandardDeviation() {
    FloatBuffer positions = floats(RandomWeights.draw(withPositions("sinusoidal"), 1), POSITIONS);
    int hidden = 32;
    double[] sameDistance = new double[2];
    double squares = 0;
    for (int column = 0; column < hidden; column++) {
      sameDistance[0] += positions.get(column) * positions.get(3 * hidden + column);
      sameDistance[1] += positions.get(9 * hidden + column) * positions.get(12 * hidden + column);
      squares += Math.pow(positions.get(9 * hidden + column), 2);
    }
    assertThat(Math.sqrt(squares / hidden)).isCloseTo(0.3, within(1e-6));
    assertThat(sameDistance[1]).isCloseTo(sameDistance[0], within(1e-5)).isLessThan(0.8 * squares);
    assertThat(positions.get(0)).isZero();
    assertThat(positions.get(hidden)).isCloseTo(0.4243F * (float) Math.sin(1), within(1e-4F));
  }

  @Test
  void anUnknownPositionInitializerIsRefused() {
    assertThatThrownBy(() -> RandomWeights.draw(withPositions("sine"), 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "config.json, position_initializer: 'sine' is unknown; use normal or sinusoidal");
  }

  private static Map<String, byte[]> withPositions(String initializer) {
    Map<String, byte[]> files = new HashMap<>(Checkpoint.smallFiles(BIOGPT));
    String config = new String(files.get("config.json"), UTF_8);
    files.put(
        "config.json",
        config
            .replaceFirst("\\{", "{\"position_initializer\": \"" + initializer + "\",")
            .getBytes(UTF_8));
    return files;
  }

  private static FloatBuffer floats(MemoryModel model, String name) {
    HostTensor tensor = model.tensor(name);
    return tensor.data().asFloatBuffer();
  }
}
