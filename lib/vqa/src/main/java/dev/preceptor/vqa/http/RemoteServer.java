package dev.preceptor.vqa.http;

import dev.preceptor.models.InputException;
import java.net.URI;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A server that a recipe or a command names, as far as the operator of this process lets it be
 * asked: judges and remote rewards alike. Its address holds no secret, its host is an {@linkplain
 * AllowedHosts allowed} one, and its key comes from a variable that is there for such keys.
 *
 * @param uri where requests are sent to
 * @param key sent as a bearer token
 */
public record RemoteServer(URI uri, Optional<ApiKey> key, AllowedHosts hosts) {

  /** What is wrong with an address; it is not repeated, since it may hold a secret. */
  private static final String NO_ADDRESS =
      "the url is no address of a server; write it as https://HOST/PATH, without user, query or"
          + " fragment";

  /**
   * A server, with the environment of this process.
   *
   * @param keyVariable the environment variable that holds the key, if the server wants one
   * @throws InputException if it must not be asked, or the key is missing; the message names
   *     neither the address nor the key
   */
  public static RemoteServer of(String url, Optional<String> keyVariable) {
    return of(url, keyVariable, System::getenv);
  }

  /**
   * A server.
   *
   * @param environment gives a variable's value, or null
   */
  public static RemoteServer of(
      String url, Optional<String> keyVariable, UnaryOperator<String> environment) {
    URI uri = address(url).orElseThrow(() -> new InputException(NO_ADDRESS));
    AllowedHosts hosts = AllowedHosts.of(environment);
    hosts.require(uri);
    return new RemoteServer(uri, ApiKey.of(keyVariable, environment), hosts);
  }

  /** User, query and fragment may hold secrets, and addresses are shown, logged and stored. */
  private static Optional<URI> address(String text) {
    try {
      URI uri = URI.create(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain =
          uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
      return http && uri.getHost() != null && plain ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The same server at a path below. */
  public RemoteServer below(String path) {
    return new RemoteServer(URI.create(uri + path), key, hosts);
  }

  /** A text without the key in it. */
  String hiddenIn(String text) {
    return key.map(secret -> secret.hiddenIn(text)).orElse(text);
  }

  /** A server's answer without the key in it. */
  byte[] hiddenIn(byte[] answer) {
    return key.map(secret -> secret.hiddenIn(answer)).orElse(answer);
  }
}
