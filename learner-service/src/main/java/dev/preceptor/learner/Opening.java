package dev.preceptor.learner;

import dev.preceptor.policy.PolicyPublisher.Publication;
import dev.preceptor.schemas.Prompt;
import java.util.List;
import java.util.Optional;

/**
 * What must be in the log before a step can be trained, and is not.
 *
 * @param policy version 0, in a fresh run
 * @param prompts those that should be in flight but were never issued, or that fill in for failed
 *     groups
 */
public record Opening(Optional<Publication> policy, List<Prompt> prompts) {

  /** Whether nothing is missing. */
  public boolean isEmpty() {
    return policy.isEmpty() && prompts.isEmpty();
  }
}
