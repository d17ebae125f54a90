package dev.preceptor.fleet.train;

import dev.preceptor.fleet.broker.BrokerPorts;
import dev.preceptor.runlog.ClientConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * The options of {@code preceptor train}.
 *
 * @param recipe recipe file
 * @param overrides {@code key=value}; the last one for a key wins
 * @param ports ports of the run's own broker
 * @param kafka what is said of another broker to use instead
 */
public record TrainOptions(
    Path recipe, List<String> overrides, BrokerPorts ports, ClientConfig kafka) {

  public TrainOptions {
    overrides = List.copyOf(overrides);
  }
}
