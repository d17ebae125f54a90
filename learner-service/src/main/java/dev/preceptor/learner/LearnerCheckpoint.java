package dev.preceptor.learner;

import java.nio.file.Path;
import java.util.Map;

/**
 * A checkpoint of the learner.
 *
 * @param step the step it was taken after
 * @param folder weights in Hugging Face's layout, optimizer state beside them
 * @param nextOffsets per partition of the scored groups where reading goes on
 */
public record LearnerCheckpoint(int step, Path folder, Map<Integer, Long> nextOffsets) {

  public LearnerCheckpoint {
    nextOffsets = Map.copyOf(nextOffsets);
  }
}
