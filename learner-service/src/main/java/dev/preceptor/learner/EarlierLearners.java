package dev.preceptor.learner;

import dev.preceptor.run.checkpoint.SealedCheckpoint;
import java.util.Optional;

/**
 * What earlier learners of this run have left.
 *
 * @param committed the steps in the log
 * @param issued which prompts have been issued
 * @param checkpoint the newest whole one of a step in the log
 */
record EarlierLearners(
    CommittedSteps committed, IssuedPrompts issued, Optional<SealedCheckpoint> checkpoint) {

  /** How many steps the checkpoint has behind it. */
  int trained() {
    return checkpoint.map(SealedCheckpoint::step).orElse(0);
  }
}
