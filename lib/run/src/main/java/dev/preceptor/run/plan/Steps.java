package dev.preceptor.run.plan;

import java.util.stream.IntStream;

/**
 * A run of consecutive optimizer steps.
 *
 * @param first the first step, from 1
 * @param last the last step; less than {@code first} when there is none
 */
public record Steps(int first, int last) {

  /** No step. */
  public static final Steps NONE = new Steps(1, 0);

  /** Whether there is no step. */
  public boolean isEmpty() {
    return last < first;
  }

  /** The steps in order. */
  public IntStream stream() {
    return IntStream.rangeClosed(first, last);
  }
}
