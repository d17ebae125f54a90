package dev.preceptor.study.compare;

/**
 * A question with the answers of two policies.
 *
 * @param a the first's
 * @param b the second's
 */
public record Flip(AnsweredQuestion a, AnsweredQuestion b) {

  /** Whether exactly one of them is right. */
  boolean isOne() {
    return a.correct() != b.correct();
  }

  /** Whether only the second is right. */
  public boolean gained() {
    return b.correct() && !a.correct();
  }

  /** The question's row. */
  public long row() {
    return a.row();
  }
}
