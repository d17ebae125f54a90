package dev.preceptor.learner;

import dev.preceptor.models.checkpoint.MemoryModel;
import java.util.Map;

/**
 * Where the learner is after a step, trained or replayed: what a checkpoint is made of, beside the
 * trainer's state.
 *
 * @param step the step
 * @param policy the weights after it, which are policy version {@code step}
 * @param policySha256 their hash
 * @param nextOffsets per partition of the scored groups where reading goes on
 */
public record ReachedStep(
    int step, MemoryModel policy, String policySha256, Map<Integer, Long> nextOffsets) {

  public ReachedStep {
    nextOffsets = Map.copyOf(nextOffsets);
  }
}
