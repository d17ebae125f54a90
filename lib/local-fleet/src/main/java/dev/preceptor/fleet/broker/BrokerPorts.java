package dev.preceptor.fleet.broker;

import dev.preceptor.broker.BrokerSettings.Detour;
import dev.preceptor.models.InputException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The ports of a run's own broker.
 *
 * @param port port for clients; a free one if empty
 * @param detour ports of a proxy between the run's own clients and the broker, if there is one
 * @param remote where other machines reach it, if they may
 */
public record BrokerPorts(
    OptionalInt port, Optional<Detour> detour, Optional<RemoteAddress> remote) {

  private static final Pattern DETOUR = Pattern.compile("(\\d{1,5}):(\\d{1,5})");

  /** A free port. */
  public static BrokerPorts free() {
    return new BrokerPorts(OptionalInt.empty(), Optional.empty(), Optional.empty());
  }

  /** A given port. */
  public static BrokerPorts at(int port) {
    return new BrokerPorts(OptionalInt.of(port), Optional.empty(), Optional.empty());
  }

  /**
   * Parses {@code PROXY_PORT:PORT}.
   *
   * @throws InputException if the text is something else
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
   * Checks that a broker can listen on the ports.
   *
   * @throws InputException if a port is in use, or out of range
   */
  public void requireFree() {
    port.ifPresent(given -> LocalBroker.requireFree("--port", given));
    detour.ifPresent(way -> LocalBroker.requireFree("--detour", way.port()));
    remote.ifPresent(RemoteAddress::requireFree);
  }
}
