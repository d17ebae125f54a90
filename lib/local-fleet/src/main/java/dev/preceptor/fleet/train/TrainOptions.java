package dev.preceptor.fleet.train;

import dev.preceptor.fleet.broker.BrokerPorts;
import dev.preceptor.fleet.services.Service;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ClientConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The options of {@code preceptor train}.
 *
 * @param recipe recipe file
 * @param overrides {@code key=value}; the last one for a key wins
 * @param ports ports of the run's own broker
 * @param kafka what is said of another broker to use instead
 * @param services the same of services that log in to it in another way
 * @param console whether the console is started beside the run
 */
public record TrainOptions(
    Path recipe,
    List<String> overrides,
    BrokerPorts ports,
    ClientConfig kafka,
    Map<Service, ClientConfig> services,
    boolean console) {

  public TrainOptions {
    overrides = List.copyOf(overrides);
    services = Map.copyOf(services);
  }

  /** Services that log in as this process does, and no console. */
  public TrainOptions(Path recipe, List<String> overrides, BrokerPorts ports, ClientConfig kafka) {
    this(recipe, overrides, ports, kafka, Map.of(), false);
  }

  /** How services log in that do not do so as this process does. */
  Map<Service, BrokerAccess> ownLogins(BrokerAccess broker) {
    return services.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, login -> login.getValue().at(broker.bootstrapServers())));
  }
}
