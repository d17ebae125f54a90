package dev.preceptor.kit;

import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.BrokerRefusal;
import dev.preceptor.runlog.ClientConfig;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;

/** Tells failures that end with the broker's refusal from those that a restart may mend. */
public final class Refusal {

  private Refusal() {}

  /**
   * Why the broker refuses what this process wanted, if that is what failed: one line with the fix.
   *
   * @param wanted what it wanted to do
   */
  public static Optional<String> why(Throwable failure, AclOperation wanted) {
    var broker =
        ClientConfig.of(Optional.empty(), Optional.empty(), System.getenv())
            .access()
            .orElseGet(() -> BrokerAccess.open("kafka.bootstrap.servers"));
    return BrokerRefusal.of(failure, broker, wanted).map(Throwable::getMessage);
  }
}
