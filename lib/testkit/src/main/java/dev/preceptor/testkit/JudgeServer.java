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
 * An OpenAI-compatible server that says and does what a test wants: by default it says Yes. It can
 * go away and come back under the same address.
 */
public final class JudgeServer implements AutoCloseable {

  /** What the server does with a request. */
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

  /** Starts one on a port of this machine. */
  public static JudgeServer start(int port) {
    return new JudgeServer(port);
  }

  /** A port that nobody uses, for a recipe that is written before the server is there. */
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

  /** The {@code url} of a recipe for a server on a port. */
  public static String url(int port) {
    return "http://127.0.0.1:" + port + "/v1";
  }

  /** From now on it behaves so. */
  public void behave(Conduct how) {
    conduct = how;
  }

  /** What it was asked, as it came. */
  public List<String> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** Nobody listens any more. */
  public void goAway() {
    server.stop(0);
  }

  /** Listens again. */
  public void comeBack() {
    server = open(port);
  }

  /** Answers as such a server does, with a text that needs no escapes. */
  public static Conduct saying(String text) {
    return answering(
        200,
        "{\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"%s\"}}]}"
            .formatted(text));
  }

  /** Answers with anything. */
  public static Conduct answering(int status, String body) {
    return (exchange, request) -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Answers with more than anybody wants to read. */
  public static Conduct flooding(int bytes) {
    return (exchange, request) -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] part = "Yes ".repeat(1 << 12).getBytes(StandardCharsets.UTF_8);
      for (int sent = 0; sent < bytes; sent += part.length) {
        exchange.getResponseBody().write(part);
      }
    };
  }

  /** Begins an answer and never ends it, until this server is closed. */
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
