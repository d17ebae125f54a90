package dev.preceptor.learner;

import dev.preceptor.kit.EndCondition;
import jakarta.inject.Singleton;

/**
 * The learner has nothing left to do after the last step. When its sentinel ends the run it ends
 * with an exit code of its own, and behind a checkpoint.
 */
@Singleton
class LearnerEnd implements EndCondition {

  @Override
  public boolean isDone() {
    return true;
  }

  @Override
  public boolean endsByItself() {
    return true;
  }
}
