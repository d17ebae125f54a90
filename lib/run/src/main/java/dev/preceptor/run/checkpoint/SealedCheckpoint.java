package dev.preceptor.run.checkpoint;

import java.nio.file.Path;
import java.util.Map;

/**
 * A whole checkpoint.
 *
 * @param step the step it was taken after
 * @param folder weights in Hugging Face's layout, or an adapter in PEFT's; optimizer state beside
 *     them
 * @param nextOffsets per partition of a run's log where reading goes on; empty where a run has none
 */
public record SealedCheckpoint(int step, Path folder, Map<Integer, Long> nextOffsets) {

  public SealedCheckpoint {
    nextOffsets = Map.copyOf(nextOffsets);
  }
}
