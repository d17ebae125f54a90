package dev.preceptor.vqa.http;

import dev.preceptor.models.InputException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The hosts that the operator of a process lets it send responses and keys to, whatever a recipe
 * says. {@value #VARIABLE} lists them, separated by commas: {@code judge.example.org}, {@code
 * 10.0.0.5:8000}, {@code *.example.org}. Without a list, any host may be asked over https, and this
 * machine over http too.
 *
 * <p>Link-local addresses, where clouds give their machines' credentials away, may be asked only
 * where they are listed, also if a name leads to one.
 *
 * @param listed empty for no list
 */
public record AllowedHosts(Optional<List<String>> listed) {

  /** The environment variable. */
  static final String VARIABLE = "PRECEPTOR_ALLOWED_HOSTS";

  /** Where clouds tell a machine its credentials, besides the link-local addresses. */
  private static final Set<String> METADATA =
      Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "192.0.0.192");

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  public AllowedHosts {
    listed = listed.map(List::copyOf);
  }

  /**
   * The hosts that an environment allows.
   *
   * @param environment gives a variable's value, or null
   */
  static AllowedHosts of(UnaryOperator<String> environment) {
    return new AllowedHosts(
        Optional.ofNullable(environment.apply(VARIABLE))
            .map(
                list ->
                    Stream.of(list.split(","))
                        .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                        .filter(entry -> !entry.isEmpty())
                        .toList())
            .filter(list -> !list.isEmpty()));
  }

  /**
   * Checks an address without asking a name server.
   *
   * @throws InputException if its host is not allowed
   */
  void require(URI uri) {
    String host = host(uri);
    if (listed.isPresent()) {
      if (listed.get().stream().noneMatch(entry -> matches(entry, uri))) {
        throw new InputException(
            "the host %s:%d is not allowed; add it to %s where this process is started"
                .formatted(host, port(uri), VARIABLE));
      }
    } else if ("http".equals(uri.getScheme()) && !isThisMachine(host)) {
      throw new InputException(
          "http to %s is not encrypted and not allowed; use https, or set %s=%s:%d where this process is started"
              .formatted(host, VARIABLE, host, port(uri)));
    }
    if (isLiteral(host)) {
      refusal(uri, addresses(host))
          .ifPresent(
              complaint -> {
                throw new InputException(complaint);
              });
    }
  }

  /** Why the addresses that a host's name leads to must not be asked; empty if they may. */
  Optional<String> refusal(URI uri) {
    return refusal(uri, addresses(host(uri)));
  }

  private Optional<String> refusal(URI uri, List<InetAddress> addresses) {
    String host = host(uri);
    if (listed.isPresent()
        && listed.get().stream().anyMatch(e -> !e.startsWith("*") && matches(e, uri))) {
      return Optional.empty();
    }
    return addresses.stream()
        .filter(AllowedHosts::givesCredentials)
        .findFirst()
        .map(
            address ->
                "the host %s is the link-local or metadata address %s and not allowed; list the host in %s where this process is started"
                    .formatted(host, address.getHostAddress(), VARIABLE));
  }

  private static boolean givesCredentials(InetAddress address) {
    return address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || METADATA.contains(address.getHostAddress());
  }

  private static List<InetAddress> addresses(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      return List.of(); // who connects says so
    }
  }

  private static boolean matches(String entry, URI uri) {
    String host = host(uri);
    if (entry.startsWith("*.")) {
      return host.endsWith(entry.substring(1));
    }
    return entry.equals(host) || entry.equals(host + ":" + port(uri));
  }

  private static boolean isThisMachine(String host) {
    return host.equals("localhost")
        || (isLiteral(host) && addresses(host).stream().allMatch(InetAddress::isLoopbackAddress));
  }

  /** An address in digits, in any of the forms that resolvers know, for which none is asked. */
  private static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  private static String host(URI uri) {
    return uri.getHost().toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equals(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT;
  }
}
