package dev.preceptor.study.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.Patches;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.qwen2vl.Qwen2VlConfig;
import dev.preceptor.models.qwen2vl.VisionTower;
import dev.preceptor.models.training.TrainingGroup;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Counted by hand for a tiny model. */
class FlopsTest {

  /** Hidden 8, MLP 16, 2 heads of 4, 1 of keys and values, vocabulary 10, 2 layers. */
  private static final Qwen2VlConfig CONFIG =
      new Qwen2VlConfig(
          10,
          8,
          16,
          2,
          2,
          1,
          1e-6,
          1e6,
          List.of(2, 0, 0),
          true,
          1,
          2,
          List.of(3),
          100,
          new VisionTower(1, 8, 2, 32, 3, 2, 2, 2, Optional.empty()));

  private static TrainingGroup group(TokenizedPrompt prompt) {
    return new TrainingGroup(
        prompt,
        List.of(new int[] {4, 5, 6}, new int[] {7}),
        List.of(new float[3], new float[1]),
        Optional.empty(),
        new double[] {1, -1});
  }

  private static final TokenizedPrompt WORDS =
      new TokenizedPrompt(new int[] {4, 5, 6, 7}, -1, Optional.empty());

  @Test
  void aPromptIsCountedOnceAndTheLastLayerOnlyForPredictions() {
    // Keys and values: 2 * 8 * 4 = 64 weights a layer; the rest: 2 * 64 + 3 * 128 = 512.
    // 4 prompt tokens and 2 read completion tokens; 3 positions that predict, 4 predicted tokens.
    double linear = 2 * (6 * 576 + 6 * 64 + 3 * 512);
    // Pairs: prompt 10; the long completion's 2 read tokens see 4 each and 1 + 2 of their own.
    double attention = 4 * 8 * ((10 + 11) + (11 + 4));
    double head = 2 * 8 * 10 * 4;
    assertThat(new Flops(CONFIG).forward(group(WORDS))).isEqualTo(linear + attention + head);
  }

  @Test
  void anImageIsCountedOnce() {
    TokenizedPrompt image =
        new TokenizedPrompt(
            WORDS.ids(), 0, Optional.of(new Patches(new float[4 * 24], new ImageGrid(1, 2, 2))));
    double vision =
        2 * 4 * (24 * 8 + (4 * 64 + 2 * 64 * 4)) + 4 * 4 * 4 * 8 + 2 * 1 * (32 * 32 + 32 * 8);
    Flops flops = new Flops(CONFIG);
    assertThat(flops.forward(group(image)) - flops.forward(group(WORDS))).isEqualTo(vision);
  }

  @Test
  void aStepIsThreePassesPlusOneForTheReferenceAndOneForCheckpointing() {
    Flops flops = new Flops(CONFIG);
    double forward = flops.forward(group(WORDS));
    List<TrainingGroup> groups = List.of(group(WORDS), group(WORDS));
    assertThat(flops.step(groups, false, false)).isEqualTo(6 * forward);
    assertThat(flops.step(groups, true, false)).isEqualTo(8 * forward);
    assertThat(flops.step(groups, true, true)).isEqualTo(10 * forward);
  }
}
