package dev.preceptor.fleet.train;

import dev.preceptor.fleet.broker.BrokerPorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The options of {@code preceptor train}.
 *
 * @param recipe recipe file
 * @param overrides {@code key=value}; the last one for a key wins
 * @param ports ports of the run's own broker
 * @param bootstrapServers another broker to use instead
 */
public record TrainOptions(
    Path recipe, List<String> overrides, BrokerPorts ports, Optional<String> bootstrapServers) {

  public TrainOptions {
    overrides = List.copyOf(overrides);
  }
}
