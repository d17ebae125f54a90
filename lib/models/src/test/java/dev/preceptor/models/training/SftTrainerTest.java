package dev.preceptor.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.SftTrainer.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class SftTrainerTest {

  private static final AdamWSettings ADAMW = new AdamWSettings(0.9, 0.999, 1e-8, 0, 1);

  private static SftSettings settings(DType policyDtype) {
    return new SftSettings(policyDtype, 8192, false, ADAMW);
  }

  /** Every golden case, each image twice with completions of different lengths. */
  private static List<Example> batch() {
    List<Example> out = new ArrayList<>();
    Goldens.cases()
        .forEach(
            golden -> {
              int[] answer = completion(golden);
              out.add(new Example(Goldens.prompt(golden), answer));
              out.add(new Example(Goldens.prompt(golden), new int[] {answer[1], answer[0], 7}));
            });
    return out;
  }

  private static int[] completion(JsonNode golden) {
    return Goldens.integers(golden.path("completion_ids")).stream().mapToInt(i -> i).toArray();
  }

  /** The loss from transformers' log-probabilities: the mean over the answers' tokens. */
  @Test
  void theLossOfABatchIsTheMeanOverItsTokensRegardlessOfPadding() {
    List<Example> batch = batch();
    double sum = 0;
    int tokens = 0;
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL)) {
      for (Example example : batch) {
        // at a learning rate of 0 the weights do not change
        sum += loss(start, List.of(example)) * example.answer().length;
        tokens += example.answer().length;
      }
      assertThat(loss(start, batch)).isCloseTo(sum / tokens, within(2e-6));
    }
  }

  @Test
  void theLossOfOneAnswerIsTransformersLogProbability() {
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL)) {
      Goldens.cases()
          .forEach(
              golden -> {
                TokenizedPrompt prompt = Goldens.prompt(golden);
                double mean = 0;
                for (JsonNode logprob : golden.path("completion_logprobs")) {
                  mean -= logprob.asDouble() / golden.path("completion_logprobs").size();
                }
                assertThat(loss(start, List.of(new Example(prompt, completion(golden)))))
                    .as(golden.path("image").asText())
                    .isCloseTo(mean, within(1e-4));
              });
    }
  }

  private static double loss(Checkpoint start, List<Example> batch) {
    try (SftTrainer trainer = new SftTrainer(start, settings(DType.F32), Compute.cpu())) {
      return trainer.step(batch, 0).metrics().get("loss");
    }
  }

  @Test
  void aLossThatIsNotFiniteStopsTheTraining() {
    List<Example> batch = batch();
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        SftTrainer trainer = new SftTrainer(start, settings(DType.BF16), Compute.cpu())) {
      trainer.step(batch, 1e20);
      String finite = PolicyHash.sha256(trainer.policy());
      assertThatThrownBy(() -> trainer.step(batch, 1e20))
          .isInstanceOf(NotFiniteException.class)
          .hasMessageStartingWith("loss is NaN (learning_rate 1.0E20); lower learning_rate");
      assertThat(PolicyHash.sha256(trainer.policy())).isEqualTo(finite);
    }
  }

  @Test
  void trainingOnABatchIsReproducibleBitForBit() {
    List<Example> batch = batch();
    List<Double> losses = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL)) {
      for (int run = 0; run < 2; run++) {
        try (SftTrainer trainer = new SftTrainer(start, settings(DType.BF16), Compute.cpu())) {
          for (int step = 0; step < 5; step++) {
            Map<String, Double> metrics = trainer.step(batch, 3e-3).metrics();
            losses.add(metrics.get("loss"));
          }
          hashes.add(PolicyHash.sha256(trainer.policy()));
        }
      }
    }
    assertThat(losses.get(4)).isLessThan(losses.get(0) - 0.5);
    assertThat(hashes.get(0)).isEqualTo(hashes.get(1));
  }

  /** A budget that parts the batch and one that recomputes layers change only the rounding. */
  @ParameterizedTest
  @CsvSource({"1, false", "200, false", "8192, true"})
  void howABatchIsComputedDoesNotChangeIt(int maxTokens, boolean checkpointing) {
    List<Example> batch = batch();
    SftSettings other = new SftSettings(DType.F32, maxTokens, checkpointing, ADAMW);
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        SftTrainer whole = new SftTrainer(start, settings(DType.F32), Compute.cpu());
        SftTrainer parts = new SftTrainer(start, other, Compute.cpu())) {
      Map<String, Double> expected = whole.step(batch, 1e-3).metrics();
      Map<String, Double> found = parts.step(batch, 1e-3).metrics();
      for (String name : List.of("loss", "grad_norm")) {
        assertThat(found.get(name)).isCloseTo(expected.get(name), withinPercentage(1e-3));
      }
    }
  }

  @Test
  void aTrainerThatTakesAStateBackGoesOnBitForBit() {
    List<Example> batch = batch();
    try (Checkpoint start = Checkpoint.open(Goldens.QWEN2_VL);
        SftTrainer one = new SftTrainer(start, settings(DType.BF16), Compute.cpu());
        SftTrainer other = new SftTrainer(start, settings(DType.BF16), Compute.cpu())) {
      one.step(batch, 3e-3);
      other.restore(one.state());
      one.step(batch, 3e-3);
      other.step(batch, 3e-3);
      assertThat(PolicyHash.sha256(other.policy())).isEqualTo(PolicyHash.sha256(one.policy()));
    }
  }
}
