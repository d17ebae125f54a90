package dev.preceptor.learner;

import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.schemas.Prompt;
import java.util.List;
import java.util.Optional;

/**
 * What must be in the log before the first step of this process can be trained.
 *
 * @param policy version 0 with its hash, in a fresh run
 * @param prompts those that should be in flight but were never issued
 */
public record Opening(Optional<Policy> policy, List<Prompt> prompts) {

  /**
   * Weights with their hash.
   *
   * @param sha256 as PolicyHash defines it
   */
  public record Policy(MemoryModel weights, String sha256) {}

  /** Whether nothing is missing. */
  public boolean isEmpty() {
    return policy.isEmpty() && prompts.isEmpty();
  }
}
