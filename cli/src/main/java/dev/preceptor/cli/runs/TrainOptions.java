package dev.preceptor.launcher.train;

import dev.preceptor.launcher.broker.BrokerPorts;
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
record TrainOptions(
    Path recipe, List<String> overrides, BrokerPorts ports, Optional<String> bootstrapServers) {

  TrainOptions {
    overrides = List.copyOf(overrides);
  }
}
