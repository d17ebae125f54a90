package dev.preceptor.launcher.ledger;

import java.util.Optional;

/**
 * What a ledger is held against.
 *
 * @param promptsPerStep how many groups a step has
 * @param historySteps how many steps' records of groups the recipe keeps; 0 for all
 * @param end what the run says of its end; empty while it is under way or interrupted
 * @param atRest whether nobody writes to the log
 */
public record RunFacts(int promptsPerStep, int historySteps, Optional<End> end, boolean atRest) {

  /**
   * What a run says of its end.
   *
   * @param steps that it took
   * @param policySha256 of the weights after them
   */
  public record End(int steps, String policySha256) {}
}
