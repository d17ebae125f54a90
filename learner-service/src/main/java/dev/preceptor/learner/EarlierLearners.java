package dev.preceptor.learner;

import java.util.Optional;

/**
 * What earlier learners of this run have left.
 *
 * @param committed the steps in the log
 * @param issued the last step with prompts in the log; 0 in a fresh run
 * @param checkpoint the newest whole one that the log knows
 */
record EarlierLearners(
    CommittedSteps committed, int issued, Optional<LearnerCheckpoint> checkpoint) {

  /** How many steps the checkpoint has behind it. */
  int trained() {
    return checkpoint.map(LearnerCheckpoint::step).orElse(0);
  }
}
