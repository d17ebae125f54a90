package dev.preceptor.chaos;

import java.util.List;
import java.util.Optional;

/**
 * How a disturbed run ended.
 *
 * @param run its name
 * @param policySha256 of its last weights; empty where it did not come to its end
 * @param auditOk whether its audit found nothing
 * @param blows that it took
 * @param launches how often its launcher was started
 * @param seconds from its first start to its end
 * @param trouble what went wrong, empty where nothing did
 */
public record ChaosOutcome(
    String run,
    Optional<String> policySha256,
    boolean auditOk,
    List<InjectedFault> blows,
    int launches,
    double seconds,
    String trouble) {

  public ChaosOutcome {
    blows = List.copyOf(blows);
  }

  /** Whether it ended as if nothing had happened. */
  public boolean isAsExpected(String sha256) {
    return auditOk && trouble.isEmpty() && policySha256.filter(sha256::equals).isPresent();
  }
}
