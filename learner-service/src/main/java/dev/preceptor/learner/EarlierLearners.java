package dev.preceptor.learner;

import java.util.Optional;

/**
 * What earlier learners of this run have left.
 *
 * @param committed the steps in the log
 * @param issued what the log's last prompts tell
 * @param checkpoint the newest whole one that the log knows
 */
record EarlierLearners(
    CommittedSteps committed, IssuedPrompts issued, Optional<LearnerCheckpoint> checkpoint) {

  /** How many steps the checkpoint has behind it. */
  int trained() {
    return checkpoint.map(LearnerCheckpoint::step).orElse(0);
  }
}
