package dev.preceptor.study.bench;

import dev.preceptor.models.InputException;
import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TextArchitecture;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.AdamWSettings;
import dev.preceptor.models.training.AdapterDropout;
import dev.preceptor.models.training.PolicyTrainer;
import dev.preceptor.models.training.TrainerSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures a model of any family alone, on one group: how fast it reads a prompt, samples, and is
 * trained. A family that reads images gets one, which is the same for all.
 *
 * @param samples responses of the group
 * @param length tokens of a response
 * @param trains whether training is measured too, which takes several times the weights' memory
 * @param say receives the current activity
 */
public record FamilyBench(
    int samples, int length, boolean trains, Compute compute, Consumer<String> say) {

  private static final int ROUNDS = 3;
  private static final int IMAGE_SIDE = 224;
  private static final double LEARNING_RATE = 1e-6;
  private static final int MICROBATCH_TOKENS = 4096;
  private static final AdamWSettings ADAMW = new AdamWSettings(0.9, 0.999, 1e-8, 0, 1);

  /** About as long as a question of PMC-VQA with its choices. */
  private static final String QUESTION =
      "Which side of the chest shows the bright opacity? Choose between the following options:"
          + " A:the left side, B:the right side, C:both sides, D:neither side. Think first, then"
          + " answer with the letter of the right option.";

  /**
   * Measures a model.
   *
   * @param place what the result calls it
   */
  public ModelRates run(String place, Checkpoint checkpoint) {
    Architecture architecture = Architecture.of(checkpoint);
    say.accept("measuring %s…".formatted(place));
    long start = System.nanoTime();
    double load;
    SamplingSpeed sampled;
    try (LanguageModel model = LanguageModel.load(checkpoint, compute)) {
      load = (System.nanoTime() - start) / 1e9;
      TokenizedPrompt prompt =
          prompt(model.processor(), !(architecture instanceof TextArchitecture));
      requireRoom(place, architecture, prompt);
      sampled = SamplingSpeed.of(model, List.of(prompt), samples, length, 1, ROUNDS);
    }
    return new ModelRates(
        place,
        checkpoint.json("config.json").orElseThrow().path("model_type").asText(),
        parameters(architecture),
        sampled.promptTokens(),
        sampled.completionTokens(),
        load,
        sampled.prefill(),
        sampled.decode(),
        trains && canBeTrained(architecture) ? training(checkpoint, sampled) : null);
  }

  private double training(Checkpoint checkpoint, SamplingSpeed sampled) {
    TrainerSettings settings =
        new TrainerSettings(
            Algorithm.named("grpo"),
            0,
            0.2,
            1,
            length,
            compute.dtype() == DType.BF16 ? DType.BF16 : DType.F32,
            false,
            MICROBATCH_TOKENS,
            false,
            AdapterDropout.NONE,
            ADAMW);
    try (PolicyTrainer trainer = new PolicyTrainer(checkpoint, settings, compute)) {
      double step = Median.seconds(ROUNDS, () -> trainer.step(sampled.groups(), LEARNING_RATE));
      return (sampled.promptTokens() + sampled.completionTokens()) / step;
    }
  }

  private static boolean canBeTrained(Architecture architecture) {
    try {
      architecture.requireTrainable();
      return true;
    } catch (InputException e) {
      return false;
    }
  }

  private void requireRoom(String place, Architecture architecture, TokenizedPrompt prompt) {
    int tokens = prompt.ids().length + length;
    if (tokens > architecture.maxPositionEmbeddings()) {
      throw new InputException(
          "%s: a prompt of %d tokens and %d new ones are more than its %d positions; lower --new-tokens"
              .formatted(place, prompt.ids().length, length, architecture.maxPositionEmbeddings()));
    }
  }

  private static TokenizedPrompt prompt(Processor processor, boolean withImage) {
    Optional<Image> image =
        withImage ? Optional.of(processor.images().fit(picture())) : Optional.empty();
    return processor.hasChatTemplate()
        ? processor.prompt(processor.chatText(QUESTION, withImage), image)
        : processor.rawPrompt(processor.rawText(QUESTION, withImage), image);
  }

  /** A bright disc on a dark ground. */
  private static Image picture() {
    byte[] rgb = new byte[3 * IMAGE_SIDE * IMAGE_SIDE];
    int middle = IMAGE_SIDE / 2;
    for (int y = 0; y < IMAGE_SIDE; y++) {
      for (int x = 0; x < IMAGE_SIDE; x++) {
        boolean inside = Math.hypot(x - middle, y - middle) < middle / 2.0;
        Arrays.fill(
            rgb,
            3 * (y * IMAGE_SIDE + x),
            3 * (y * IMAGE_SIDE + x + 1),
            (byte) (inside ? 200 : 40 + x % 16));
      }
    }
    return new Image(IMAGE_SIDE, IMAGE_SIDE, rgb);
  }

  private static long parameters(Architecture architecture) {
    return architecture.shapes().values().stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
        .sum();
  }
}
