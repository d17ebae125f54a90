package dev.preceptor.learner;

import dev.preceptor.models.InputException;
import java.util.function.IntSupplier;

/**
 * From which step on the records of groups stay in the log. The bound moves by a tenth of the
 * history at a time, because records of many steps are deleted at once; it never moves back.
 */
final class KeptHistory {

  private static final int STRIDES = 10;

  private final int historySteps;
  private final IntSupplier oldestCheckpoint;
  private int firstStep;

  /**
   * A history.
   *
   * @param historySteps the newest steps that are kept in any case; 0 keeps all
   * @param firstStep the bound according to the log, 1 where the log has none
   * @param oldestCheckpoint the step of the oldest checkpoint, 0 where there is none: a learner
   *     that starts from it reads the groups of all later steps
   */
  KeptHistory(int historySteps, int firstStep, IntSupplier oldestCheckpoint) {
    this.historySteps = historySteps;
    this.firstStep = firstStep;
    this.oldestCheckpoint = oldestCheckpoint;
  }

  /** Whether anything is ever deleted. */
  boolean isBounded() {
    return historySteps > 0;
  }

  /** The first step that is kept once a step is taken. */
  int after(int step) {
    if (isBounded()) {
      int last = Math.min(step - historySteps, oldestCheckpoint.getAsInt());
      if (last + 1 >= firstStep + Math.max(1, historySteps / STRIDES)) {
        firstStep = last + 1;
      }
    }
    return firstStep;
  }

  /**
   * Makes sure that the log holds the groups that a learner has yet to train on.
   *
   * @param trained the step it starts after
   * @throws InputException if it does not
   */
  void requireAfter(int trained) {
    if (trained + 1 < firstStep) {
      throw new InputException(
          "history_steps %d: the log keeps groups from step %d on, so step %d cannot be trained again;"
                  .formatted(historySteps, firstStep, trained + 1)
              + " put a whole checkpoint of step %d or later back into checkpoints"
                  .formatted(firstStep - 1));
    }
  }

  /** The first step that is kept. */
  int firstStep() {
    return firstStep;
  }
}
