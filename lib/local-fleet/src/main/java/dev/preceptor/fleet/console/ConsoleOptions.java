package dev.preceptor.fleet.console;

import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.models.InputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.OptionalInt;

/**
 * Where a console listens.
 *
 * @param host name or address of this machine
 * @param port any free one if empty
 * @param background whether it leaves the processor to others that need it
 */
public record ConsoleOptions(String host, OptionalInt port, boolean background) {

  /** Where nobody else can reach it. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final int MAX_PORT = 65_535;

  /**
   * @throws InputException if no server can listen there
   */
  public ConsoleOptions {
    if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > MAX_PORT)) {
      throw new InputException(
          "--port %d: is out of range; use 1 to %d".formatted(port.getAsInt(), MAX_PORT));
    }
    try {
      if (InetAddress.getByName(host).isLoopbackAddress()
          && port.isPresent()
          && !LoopbackPorts.isFree(port.getAsInt())) {
        throw new InputException(
            "--port %d: is in use; use another one, or leave it out for any that is free"
                .formatted(port.getAsInt()));
      }
    } catch (UnknownHostException e) {
      throw new InputException("--host %s: no such host".formatted(host), e);
    }
  }

  /** One that a person asked for. */
  public ConsoleOptions(String host, OptionalInt port) {
    this(host, port, false);
  }

  /** On loopback, at any free port. */
  public static ConsoleOptions loopback() {
    return new ConsoleOptions(LOOPBACK, OptionalInt.empty());
  }

  /**
   * On loopback, beside something that matters more.
   *
   * @param port wanted; any free one if it is 0 or in use
   */
  static ConsoleOptions beside(int port) {
    return new ConsoleOptions(
        LOOPBACK,
        port > 0 && LoopbackPorts.isFree(port) ? OptionalInt.of(port) : OptionalInt.empty(),
        true);
  }

  /** The port that is used now. */
  int chosenPort() {
    return port.orElseGet(LoopbackPorts::free);
  }
}
