package dev.preceptor.reward;

/**
 * Up to which step all groups have left. The prompts of step s are issued when step s-1-staleness
 * is trained, so where a group of step s has been sampled, every group of the steps up to
 * s-1-staleness has been scored: whatever still arrives for them is a duplicate or too late, and
 * nothing about them need be kept.
 */
final class Horizon {

  private final int staleness;
  private int newestSampled;

  Horizon(int staleness) {
    this.staleness = staleness;
  }

  /**
   * A group was sampled.
   *
   * @return whether the horizon has moved
   */
  boolean sampled(int step) {
    if (step <= newestSampled) {
      return false;
    }
    newestSampled = step;
    return true;
  }

  /** Whether all groups of a step have left. */
  boolean hasPassed(int step) {
    return step < newestSampled - staleness;
  }
}
