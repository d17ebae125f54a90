package dev.preceptor.fleet.broker;

import dev.preceptor.broker.BrokerSettings.Detour;
import dev.preceptor.models.InputException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Where a run's own broker is to listen.
 *
 * @param port for clients; a free one where empty
 * @param detour the run's own clients come by way of a proxy, where there is one
 */
public record BrokerPorts(OptionalInt port, Optional<Detour> detour) {

  private static final Pattern DETOUR = Pattern.compile("(\\d{1,5}):(\\d{1,5})");

  /** A free port. */
  public static BrokerPorts free() {
    return new BrokerPorts(OptionalInt.empty(), Optional.empty());
  }

  /** A certain port. */
  public static BrokerPorts at(int port) {
    return new BrokerPorts(OptionalInt.of(port), Optional.empty());
  }

  /**
   * Reads {@code PROXY_PORT:PORT}.
   *
   * @throws InputException if it is something else
   */
  public static Detour detour(String text) {
    var ports = DETOUR.matcher(text);
    if (!ports.matches()) {
      throw new InputException(
          "--detour %s: use PROXY_PORT:PORT, such as 21000:22000".formatted(text));
    }
    return new Detour(Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)));
  }

  /**
   * Checks that a broker can listen there.
   *
   * @throws InputException if a port is taken, or is none
   */
  public void requireFree() {
    port.ifPresent(given -> LocalBroker.requireFree("--port", given));
    detour.ifPresent(way -> LocalBroker.requireFree("--detour", way.port()));
  }
}
