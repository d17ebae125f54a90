package dev.preceptor.study.bench;

import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.qwen2vl.Qwen2VlConfig;
import dev.preceptor.models.qwen2vl.VisionTower;
import dev.preceptor.models.training.TrainingGroup;

/**
 * The floating-point operations of Qwen2-VL's matrix products; a multiply-add counts as two. Counts
 * only what is needed: a prompt once per group, no padding, and the last layer and the head only
 * where a completion token is predicted.
 *
 * @param config config of the model
 */
record Flops(Qwen2VlConfig config) {

  /** A backward pass has two products for each product of the forward pass. */
  private static final int FORWARD_AND_BACKWARD = 3;

  /**
   * An optimizer step on groups.
   *
   * @param reference whether the reference model runs a forward pass too
   * @param checkpointing whether layers are recomputed in the backward pass
   */
  double step(Iterable<TrainingGroup> groups, boolean reference, boolean checkpointing) {
    double forward = 0;
    for (TrainingGroup group : groups) {
      forward += forward(group);
    }
    return forward * (FORWARD_AND_BACKWARD + (reference ? 1 : 0) + (checkpointing ? 1 : 0));
  }

  /** One forward pass over a prompt and its completions. */
  double forward(TrainingGroup group) {
    double prompt = group.prompt().ids().length;
    double inputs = 0;
    double predicted = 0;
    double ownPairs = 0;
    double promptPairs = 0;
    for (int[] completion : group.completions()) {
      double read = completion.length - 1.0;
      inputs += read;
      predicted += completion.length;
      ownPairs += read * (read + 1) / 2;
      promptPairs += read * prompt;
    }
    double read = prompt + inputs;
    double answering = inputs + 1;
    double inner = config.numHiddenLayers() - 1.0;
    double linear =
        2
            * (inner * read * (keysAndValues() + rest())
                + read * keysAndValues()
                + answering * rest());
    double completionPairs = ownPairs + promptPairs;
    double attention =
        4.0
            * config.hiddenSize()
            * (inner * (prompt * (prompt + 1) / 2 + completionPairs) + completionPairs + prompt);
    double head = 2.0 * config.hiddenSize() * config.vocabSize() * predicted;
    return linear + attention + head + vision(group.prompt());
  }

  /** Number of weights of the key and value projections of a layer. */
  private double keysAndValues() {
    return 2.0 * config.hiddenSize() * config.numKeyValueHeads() * config.headDim();
  }

  /** Number of all other weights of a layer. */
  private double rest() {
    return 2.0 * config.hiddenSize() * config.hiddenSize()
        + 3.0 * config.hiddenSize() * config.intermediateSize();
  }

  /** A prompt's image through the vision tower. */
  private double vision(TokenizedPrompt prompt) {
    if (prompt.image().isEmpty()) {
      return 0;
    }
    VisionTower vision = config.vision();
    double patches = prompt.image().get().grid().patches();
    double width = vision.embedDim();
    double pixels =
        (double) vision.inChannels()
            * vision.temporalPatchSize()
            * vision.patchSize()
            * vision.patchSize();
    double block = 4 * width * width + vision.mlpMatrices() * width * vision.mlpWidth();
    double merge = vision.spatialMergeSize() * vision.spatialMergeSize();
    double merged = width * merge;
    return 2 * patches * (pixels * width + vision.depth() * block)
        + 4 * vision.attentionPairs(prompt.image().get().grid()) * width
        + 2 * patches / merge * (merged * merged + merged * config.hiddenSize());
  }
}
