package dev.preceptor.fleet.broker;

import dev.preceptor.broker.BrokerSettings.Remote;
import dev.preceptor.models.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where other machines reach a run's own broker.
 *
 * @param host name or IP address that they use
 * @param port of it
 */
public record RemoteAddress(String host, int port) {

  private static final Pattern TEXT =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]):(\\d{1,5})");
  private static final String EVERY_ADDRESS = "0.0.0.0";

  /**
   * Parses {@code HOST:PORT}; an IPv6 address stands in brackets.
   *
   * @throws InputException if the text is something else
   */
  public static RemoteAddress parse(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new InputException(
          "--listen %s: use HOST:PORT, where HOST is this machine's name or address as other machines know it, such as gpu1.example:9094"
              .formatted(text));
    }
    return new RemoteAddress(
        parts.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(parts.group(2)));
  }

  /**
   * Checks that a broker can listen there.
   *
   * @throws InputException if it cannot
   */
  void requireFree() {
    if (port < 1 || port > 65535) {
      throw new InputException("--listen %s: use a port from 1 to 65535".formatted(this));
    }
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(bind(), port), 1);
    } catch (IOException e) {
      throw new InputException(
          "--listen %s: port %d cannot be listened on: %s".formatted(this, port, e.getMessage()),
          e);
    }
  }

  /**
   * The address to listen on: the host's, if that is one of this machine's; else every one, as for
   * a machine behind an address translation.
   */
  private String bind() {
    try {
      var address = InetAddress.getByName(host);
      return NetworkInterface.getByInetAddress(address) != null
          ? address.getHostAddress()
          : EVERY_ADDRESS;
    } catch (IOException e) {
      return EVERY_ADDRESS;
    }
  }

  /**
   * The listener.
   *
   * @param certificate PEM file with the certificate and its key
   */
  Remote listener(Path certificate) {
    return new Remote(host, bind(), port, certificate);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
