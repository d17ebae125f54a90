package dev.preceptor.learner;

import dev.preceptor.run.plan.TakenSteps;
import java.util.function.IntSupplier;

/**
 * The steps that this learner has taken, or knows of from its start. A step beyond them is ahead of
 * the run only as long as this is the run's learner: one that was frozen reads its successor's
 * records. So the broker is asked before a step is called not taken.
 *
 * @param last the last step
 * @param onRecord what each step made
 * @param requireNotReplaced throws if another learner has taken over; run on any thread
 */
record OwnSteps(IntSupplier last, TakenSteps onRecord, Runnable requireNotReplaced)
    implements TakenSteps {

  @Override
  public boolean isTaken(int step) {
    if (step > last.getAsInt()) {
      requireNotReplaced.run();
    }
    return step <= last.getAsInt();
  }

  @Override
  public boolean hasMade(int step, String policySha256) {
    return isTaken(step) && onRecord.hasMade(step, policySha256);
  }
}
