package dev.preceptor.vqa.http;

import java.net.URI;
import java.util.Optional;

/** Where a server can be. */
public final class ServerAddress {

  private ServerAddress() {}

  /** The address that a text is, if it is one of a server that speaks HTTP. */
  public static Optional<URI> of(String text) {
    try {
      URI uri = URI.create(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return http && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
