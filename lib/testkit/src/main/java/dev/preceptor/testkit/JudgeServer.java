package dev.preceptor.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An OpenAI-compatible server for tests. It answers Yes unless a test sets another behaviour, and
 * can be stopped and restarted at the same address.
 */
public final class JudgeServer implements AutoCloseable {

  /** How the server handles a request. */
  public interface Conduct {
    void with(HttpExchange exchange, String request) throws IOException;
  }

  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private volatile Conduct conduct = saying("Yes");
  private final int port;
  private HttpServer server;

  private JudgeServer(int port) {
    this.port = port;
    server = open(port);
  }

  /** Starts a server on a loopback port. */
  public static JudgeServer start(int port) {
    return new JudgeServer(port);
  }

  /** A free port, for a recipe that is written before the server starts. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpServer open(int wanted) {
    try {
      HttpServer opened =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
      opened.setExecutor(threads);
      opened.createContext("/v1/chat/completions", this::serve);
      opened.start();
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(request);
      conduct.with(exchange, request);
    }
  }

  /** The {@code url} that a recipe uses for a server on a port. */
  public static String url(int port) {
    return "http://127.0.0.1:" + port + "/v1";
  }

  /** Sets how the server handles requests from now on. */
  public void behave(Conduct how) {
    conduct = how;
  }

  /** The bodies of all requests, in order. */
  public List<String> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** Stops listening. */
  public void goAway() {
    server.stop(0);
  }

  /** Listens again on the same port. */
  public void comeBack() {
    server = open(port);
  }

  /** Answers with a chat completion; the text must not need JSON escapes. */
  public static Conduct saying(String text) {
    return answering(
        200,
        "{\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"%s\"}}]}"
            .formatted(text));
  }

  /** Answers with a status and a body. */
  public static Conduct answering(int status, String body) {
    return (exchange, request) -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Answers with a large body of at least the given size, bytes. */
  public static Conduct flooding(int bytes) {
    return (exchange, request) -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] part = "Yes ".repeat(1 << 12).getBytes(StandardCharsets.UTF_8);
      for (int sent = 0; sent < bytes; sent += part.length) {
        exchange.getResponseBody().write(part);
      }
    };
  }

  /** Starts an answer and does not finish it until this server is closed. */
  public Conduct stalling() {
    return (exchange, request) -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  @Override
  public void close() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
