package dev.preceptor.vqa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.preceptor.vqa.http.RemoteException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonPostTest {

  private static final ZonedDateTime NOW = ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC);

  @Test
  void whenToComeAgainIsSecondsOrADate() {
    assertThat(JsonPost.retryAfter(" 7 ", NOW)).contains(Duration.ofSeconds(7));
    assertThat(JsonPost.retryAfter("Fri, 02 Jan 2026 03:05:05 GMT", NOW))
        .contains(Duration.ofMinutes(1));
    assertThat(JsonPost.retryAfter("Fri, 02 Jan 2026 03:04:00 GMT", NOW)).contains(Duration.ZERO);
    assertThat(JsonPost.retryAfter("-7", NOW)).isEmpty();
    assertThat(JsonPost.retryAfter("soon", NOW)).isEmpty();
    assertThat(JsonPost.retryAfter("99999999999999", NOW)).isEmpty();
  }

  @Property
  void whateverAServerSaysOfItIsReadOrPassedOver(@ForAll String text) {
    assertThat(JsonPost.retryAfter(text, NOW))
        .matches(wait -> wait.isEmpty() || !wait.get().isNegative());
  }

  @Test
  void aQuestionWithoutBoundsIsNotSent() {
    JsonPost post =
        new JsonPost(
            RemoteServer.of("http://127.0.0.1:1/", Optional.empty()), Duration.ofSeconds(1));
    assertThatThrownBy(() -> post.send(new byte[JsonPost.MAX_QUESTION_BYTES + 1]))
        .isInstanceOfSatisfying(
            RemoteException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
  }

  @Test
  void aQuestionThatIsGivenUpEndsItsConnection() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Integer> heard = CompletableFuture.supplyAsync(() -> drain(server));
      JsonPost post =
          new JsonPost(
              RemoteServer.of(
                  "http://127.0.0.1:%d/".formatted(server.getLocalPort()), Optional.empty()),
              Duration.ofSeconds(1));
      assertThatThrownBy(() -> post.send("{}".getBytes(StandardCharsets.UTF_8)))
          .isInstanceOfSatisfying(
              RemoteException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMED_OUT));
      assertThat(heard.get(1, TimeUnit.MINUTES)).isPositive();
    }
  }

  /** The other server may be one that must not be asked, and would get the question and the key. */
  @Test
  void whereAServerSendsOneElsewhereNobodyIsAsked() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/here",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/there");
          exchange.sendResponseHeaders(307, -1);
          exchange.close();
        });
    server.createContext(
        "/there",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      JsonPost post =
          new JsonPost(
              RemoteServer.of(
                  "http://127.0.0.1:%d/here".formatted(server.getAddress().getPort()),
                  Optional.empty()),
              Duration.ofMinutes(1));
      assertThatThrownBy(() -> post.send("{}".getBytes(StandardCharsets.UTF_8)))
          .isInstanceOfSatisfying(
              RemoteException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
      assertThat(asked).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  /** Reads until the client ends the connection, and never answers. */
  private static int drain(ServerSocket server) {
    try (Socket client = server.accept()) {
      return client.getInputStream().readAllBytes().length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
