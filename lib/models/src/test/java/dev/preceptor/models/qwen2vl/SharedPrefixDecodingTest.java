package dev.preceptor.models.qwen2vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.language.CausalLmScript;
import dev.preceptor.models.language.Sequences;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.language.Weights;
import dev.preceptor.models.sampling.RandomStream;
import dev.preceptor.models.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Groups decoded together, their rows ending at different times. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedPrefixDecodingTest {

  private static final int GROUP = 8;
  private static final int LENGTH = 40;

  /** Enough stop ids that rows end after about eight tokens, at different times in each group. */
  private static final List<Integer> STOP = IntStream.range(0, 100).boxed().toList();

  private Qwen2VlConfig config;
  private PtNDManager manager;
  private CausalLmScript script;
  private Map<String, PtNDArray> weights;
  private List<TokenizedPrompt> prompts;

  @BeforeAll
  void load() {
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.QWEN2_VL)) {
      config = Qwen2VlConfig.from(checkpoint);
      manager = Torch.manager(Device.cpu());
      script = new CausalLmScript(manager, config);
      weights = Weights.load(manager, config, checkpoint);
    }
    List<JsonNode> cases = Goldens.cases().toList();
    prompts =
        List.of(cases.get(0), cases.get(5), cases.get(8)).stream().map(Goldens::prompt).toList();
  }

  @AfterAll
  void close() {
    script.close();
    manager.close();
  }

  private record Sampled(long[] tokens, float[] logprobs, long[] lengths) {

    int[] row(int row) {
      return Arrays.stream(tokens, row * LENGTH, end(row)).mapToInt(i -> (int) i).toArray();
    }

    int end(int row) {
      return row * LENGTH + (int) lengths[row];
    }
  }

  private Sampled sample(List<TokenizedPrompt> together, long seed, double temperature) {
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      double[] uniforms = new double[together.size() * GROUP * LENGTH];
      for (int i = 0; i < uniforms.length; i++) {
        int row = i / LENGTH;
        int promptNumber = prompts.indexOf(together.get(row / GROUP));
        uniforms[i] = new RandomStream(seed + promptNumber, row % GROUP).uniform(i % LENGTH);
      }
      NDList out =
          script.generate(
              scratch,
              script.pack(
                  scratch, together.stream().map(p -> new Sequences(p, List.of())).toList()),
              scratch.create(uniforms, new Shape(together.size(), GROUP, LENGTH)),
              STOP,
              List.of(),
              temperature,
              weights);
      long[] tokens = out.get(0).toLongArray();
      long[] lengths = new long[together.size() * GROUP];
      for (int row = 0; row < lengths.length; row++) {
        int length = 0;
        while (length < LENGTH && !STOP.contains((int) tokens[row * LENGTH + length++])) {}
        lengths[row] = length;
      }
      return new Sampled(tokens, out.get(1).toFloatArray(), lengths);
    }
  }

  @Test
  void everyRowEndsAtItsFirstStopIdAndItsScoresMatchSampling() {
    double temperature = 0.8;
    Sampled sampled = sample(prompts, 7, temperature);
    assertThat(Arrays.stream(sampled.lengths).distinct().count()).isGreaterThan(5);
    for (int row = 0; row < prompts.size() * GROUP; row++) {
      int[] ids = sampled.row(row);
      for (int i = 0; i < ids.length - 1; i++) {
        assertThat(STOP).doesNotContain(ids[i]);
      }
      assertThat(ids.length == LENGTH || STOP.contains(ids[ids.length - 1])).isTrue();
      float[] scored = score(prompts.get(row / GROUP), ids, temperature);
      for (int i = 0; i < ids.length; i++) {
        assertThat((double) sampled.logprobs[row * LENGTH + i])
            .as("row %d token %d", row, i)
            .isCloseTo(scored[i], within(1e-4));
      }
    }
  }

  @Test
  void aResponseIsTheSameAloneAndInABatch() {
    Sampled together = sample(prompts, 11, 1);
    for (int p = 0; p < prompts.size(); p++) {
      Sampled alone = sample(List.of(prompts.get(p)), 11, 1);
      for (int r = 0; r < GROUP; r++) {
        assertThat(together.row(p * GROUP + r)).isEqualTo(alone.row(r));
      }
    }
  }

  @Test
  void samplingTwiceGivesTheSameBits() {
    Sampled first = sample(prompts, 3, 1);
    Sampled second = sample(prompts, 3, 1);
    assertThat(first.lengths).isEqualTo(second.lengths);
    for (int row = 0; row < first.lengths.length; row++) {
      int from = row * LENGTH;
      assertThat(first.row(row)).isEqualTo(second.row(row));
      assertThat(Arrays.copyOfRange(first.logprobs, from, first.end(row)))
          .isEqualTo(Arrays.copyOfRange(second.logprobs, from, second.end(row)));
    }
  }

  private float[] score(TokenizedPrompt prompt, int[] ids, double temperature) {
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      Sequences sequences = new Sequences(prompt, List.of(ids));
      return script
          .logprobs(scratch, script.pack(scratch, List.of(sequences)), temperature, weights)
          .get(0)
          .toFloatArray();
    }
  }
}
