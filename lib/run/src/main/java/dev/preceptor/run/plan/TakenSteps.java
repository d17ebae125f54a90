package dev.preceptor.run.plan;

import java.util.function.IntSupplier;

/** Which steps a run has taken, as its log shows. Step 0 is the start and always taken. */
public interface TakenSteps {

  /** Whether a step was taken. */
  boolean isTaken(int step);

  /** Whether a step was taken and made weights of this hash. */
  boolean hasMade(int step, String policySha256);

  /** The steps up to one, for whoever knows that they were taken but not what they made. */
  static TakenSteps upTo(int last) {
    return upTo(() -> last);
  }

  /** The same of a step that changes. */
  static TakenSteps upTo(IntSupplier last) {
    return new TakenSteps() {
      @Override
      public boolean isTaken(int step) {
        return step <= last.getAsInt();
      }

      @Override
      public boolean hasMade(int step, String policySha256) {
        return step >= 1 && isTaken(step);
      }
    };
  }
}
