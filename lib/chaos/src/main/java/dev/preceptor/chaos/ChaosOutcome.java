package dev.preceptor.chaos;

import java.util.List;
import java.util.Optional;

/**
 * The outcome of a run with injected faults.
 *
 * @param run name of the run
 * @param policySha256 hash of its final weights; empty if it did not finish
 * @param auditOk whether its audit found no violation
 * @param injected the injected faults, in order
 * @param launches number of times that the launcher was started
 * @param seconds from the first start to the end
 * @param trouble what went wrong; empty if nothing did
 */
public record ChaosOutcome(
    String run,
    Optional<String> policySha256,
    boolean auditOk,
    List<InjectedFault> injected,
    int launches,
    double seconds,
    String trouble) {

  public ChaosOutcome {
    injected = List.copyOf(injected);
  }

  /** Whether it ended with the expected weights, a clean audit and no trouble. */
  public boolean isAsExpected(String sha256) {
    return auditOk && trouble.isEmpty() && policySha256.filter(sha256::equals).isPresent();
  }
}
