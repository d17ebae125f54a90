package dev.preceptor.models.qwen2vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import java.nio.FloatBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomWeightsTest {

  private static final Map<String, byte[]> FILES = Checkpoint.smallFiles(Goldens.QWEN2_VL);

  @Test
  void aSeedGivesTheSameBitsAndAnotherSeedOthers() {
    String one = PolicyHash.sha256(RandomWeights.draw(FILES, 1));
    assertThat(PolicyHash.sha256(RandomWeights.draw(FILES, 1))).isEqualTo(one);
    assertThat(PolicyHash.sha256(RandomWeights.draw(FILES, 2))).isNotEqualTo(one);
  }

  @Test
  void matricesAreNormalBiasesZeroAndNormsOne() {
    MemoryModel model = RandomWeights.draw(FILES, 1);
    assertThat(model.tensorNames()).isEqualTo(Qwen2VlConfig.from(model).shapes().keySet());
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

  private static FloatBuffer floats(MemoryModel model, String name) {
    HostTensor tensor = model.tensor(name);
    return tensor.data().asFloatBuffer();
  }
}
