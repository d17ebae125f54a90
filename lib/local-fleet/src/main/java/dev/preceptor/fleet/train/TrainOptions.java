package dev.preceptor.fleet.train;

import dev.preceptor.fleet.broker.BrokerPorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for.
 *
 * @param recipe file
 * @param overrides {@code key=value}, a later one wins
 * @param ports of the run's own broker
 * @param bootstrapServers of another broker that is to carry the run
 */
public record TrainOptions(
    Path recipe, List<String> overrides, BrokerPorts ports, Optional<String> bootstrapServers) {

  public TrainOptions {
    overrides = List.copyOf(overrides);
  }
}
