package dev.preceptor.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What a service is before it knows its run: alive, not ready, and free to go. It answers the
 * health endpoints, which Quarkus serves only later, and ends at once when it is asked to, since
 * there is nothing to put away.
 */
final class WaitingRoom {

  private static final Logger LOG = Logger.getLogger(WaitingRoom.class);
  private static final String LIVE = "/q/health/live";
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  /** As the shell counts: 128 and SIGTERM's number. */
  private static final int TERMINATED = 143;

  private final Thread ending = new Thread(() -> Runtime.getRuntime().halt(TERMINATED), "ending");
  private final HttpServer server;

  private WaitingRoom(HttpServer server) {
    this.server = server;
  }

  /**
   * Waits.
   *
   * @param port to answer at; 0 for none
   * @param awaited what the service waits for
   * @return what {@code wait} gives
   */
  static <T> T during(Supplier<T> wait, String host, int port, String awaited) {
    WaitingRoom room = new WaitingRoom(port == 0 ? null : server(host, port, awaited));
    Runtime.getRuntime().addShutdownHook(room.ending);
    try {
      return wait.get();
    } finally {
      room.close();
    }
  }

  /** Without its endpoints a service can still do its work. */
  private static HttpServer server(String host, int port, String awaited) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
      server.createContext("/q/health", exchange -> answer(exchange, awaited));
      server.start();
      return server;
    } catch (IOException e) {
      LOG.warnf("the health endpoints cannot be opened at %s:%d: %s", host, port, e);
      return null;
    }
  }

  private static void answer(HttpExchange exchange, String awaited) throws IOException {
    boolean live = exchange.getRequestURI().getPath().equals(LIVE);
    String status = live ? "UP" : "DOWN";
    byte[] body =
        """
        {"status": "%1$s", "checks": [{"name": "activity", "status": "%1$s", "data": {"waiting for": "%2$s"}}]}
        """
            .formatted(status, awaited)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(live ? OK : UNAVAILABLE, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Gives the port free for Quarkus, which puts the service away from now on. */
  private void close() {
    if (server != null) {
      server.stop(0);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }
}
