package dev.preceptor.vqa.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.vqa.http.JsonPost;
import dev.preceptor.vqa.http.RemoteServer;
import dev.preceptor.vqa.http.RetryDelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A judge with a real local server that answers well, badly or not at all. */
class EndpointJudgeTest {

  private interface Answer {
    void to(HttpExchange exchange, String statement) throws IOException;
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final RetryDelay SHORT_DELAYS = new RetryDelay(2, 4, 50);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<EndpointJudge> judges = new ArrayList<>();
  private volatile String authorization;
  private volatile Answer answer = (exchange, statement) -> say(exchange, "Yes");
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    start(0);
  }

  private void start(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          asked.incrementAndGet();
          authorization = exchange.getRequestHeaders().getFirst("Authorization");
          JsonNode request = JSON.readTree(exchange.getRequestBody());
          requests.add(request);
          answer.to(exchange, request.path("messages").path(0).path("content").asText());
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    judges.forEach(EndpointJudge::close);
    server.stop(0);
    threads.shutdownNow();
  }

  private EndpointSettings settings(Duration timeout, int retries, int failures, Duration pause) {
    return new EndpointSettings(
        RemoteServer.of(
            "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
            Optional.of("PRECEPTOR_KEY_TEST"),
            name -> name.equals("PRECEPTOR_KEY_TEST") ? "sk-test-0123" : null),
        "some-model",
        true,
        false,
        timeout,
        retries,
        OptionalInt.empty(),
        4,
        failures,
        pause);
  }

  private EndpointJudge judge(Duration timeout, int retries, int failures, Duration pause) {
    EndpointJudge judge =
        new EndpointJudge(settings(timeout, retries, failures, pause), SHORT_DELAYS);
    judges.add(judge);
    return judge;
  }

  private EndpointJudge judge() {
    return judge(LONG, 2, 100, LONG);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void say(HttpExchange exchange, String text) throws IOException {
    var root = JSON.createObjectNode();
    root.putArray("choices").addObject().putObject("message").put("content", text);
    send(exchange, 200, root.toString());
  }

  @Test
  void theRequestIsFigureOnesPromptWithGreedyDecodingFewTokensAndTheKey() {
    assertThat(judge().judge("The \ud800 liver.").ruling()).isEqualTo(Ruling.YES);
    JsonNode request = requests.get(0);
    assertThat(request.path("model").asText()).isEqualTo("some-model");
    assertThat(request.path("temperature").asDouble(1)).isZero();
    assertThat(request.path("max_tokens").asInt()).isBetween(1, 16);
    assertThat(request.path("messages").path(0).path("content").asText())
        .isEqualTo(SemanticJudge.prompt("The ? liver."));
    assertThat(authorization).isEqualTo("Bearer sk-test-0123");
  }

  @Test
  void eachOfManyStatementsGetsItsOwnVerdict() {
    answer = (exchange, prompt) -> say(exchange, prompt.contains("odd") ? "No." : " yes");
    List<String> statements =
        IntStream.range(0, 40).mapToObj(i -> (i % 2 == 0 ? "even " : "odd ") + i).toList();
    assertThat(judge().judge(statements))
        .extracting(JudgedStatement::ruling)
        .isEqualTo(
            statements.stream().map(s -> s.startsWith("odd") ? Ruling.NO : Ruling.YES).toList());
  }

  @Test
  void aServerThatEchoesTheKeyDoesNotPutItIntoAReason() {
    answer =
        (exchange, statement) ->
            say(
                exchange,
                "Perhaps, says " + exchange.getRequestHeaders().getFirst("Authorization"));
    JudgedStatement judged = judge().judge("A.");
    assertThat(judged.ruling()).isEqualTo(Ruling.UNSCORABLE);
    assertThat(judged.toString())
        .contains("the key in PRECEPTOR_KEY_TEST")
        .doesNotContain("sk-test");
  }

  @ParameterizedTest
  @CsvSource({
    "429, RATE_LIMITED, 3",
    "500, SERVER_ERROR, 3",
    "503, SERVER_ERROR, 3",
    "301, REFUSED, 1",
    "401, REFUSED, 1",
    "404, REFUSED, 1",
    "204, REFUSED, 1"
  })
  void onlyATemporaryFailureIsRetried(int status, JudgeFault fault, int attempts) {
    answer = (exchange, prompt) -> send(exchange, status, "");
    JudgedStatement judged = judge().judge("A lung.");
    assertThat(judged.ruling()).isEqualTo(Ruling.UNSCORABLE);
    assertThat(judged.fault()).isEqualTo(fault);
    assertThat(judged.why()).contains("status " + status).doesNotContain("sk-test");
    assertThat(asked).hasValue(attempts);
  }

  @Test
  void aRetryMaySucceedAndRetryAfterIsObeyedWithinBounds() {
    AtomicInteger times = new AtomicInteger();
    answer =
        (exchange, prompt) -> {
          if (times.incrementAndGet() == 1) {
            exchange.getResponseHeaders().set("Retry-After", "86400");
            send(exchange, 429, "");
          } else {
            say(exchange, "No");
          }
        };
    assertThat(judge().judge("A lung.").ruling()).isEqualTo(Ruling.NO);
    assertThat(asked).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({"Maybe", "''", "<html>Yes</html>", "Yes"})
  void nonsenseIsUnscorableAndNotRetried(String body) {
    answer = (exchange, prompt) -> send(exchange, 200, body.isEmpty() ? " " : body);
    assertThat(judge().judge("A lung.").fault()).isEqualTo(JudgeFault.UNREADABLE);
    assertThat(asked).hasValue(1);
  }

  @Test
  void anAnswerOfTenMegabytesIsAborted() {
    answer =
        (exchange, prompt) -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] part = "Yes ".repeat(1 << 14).getBytes(StandardCharsets.UTF_8);
          for (int i = 0; i < 160; i++) {
            exchange.getResponseBody().write(part);
          }
        };
    JudgedStatement judged = judge().judge("A lung.");
    assertThat(judged.fault()).isEqualTo(JudgeFault.UNREADABLE);
    assertThat(judged.why()).contains("longer than " + JsonPost.MAX_ANSWER_BYTES);
  }

  @Test
  void aStalledConnectionTimesOut() {
    answer =
        (exchange, prompt) -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    JudgedStatement judged = judge(Duration.ofMillis(100), 1, 100, LONG).judge("A lung.");
    assertThat(judged.ruling()).isEqualTo(Ruling.UNSCORABLE);
    assertThat(judged.fault()).isEqualTo(JudgeFault.TIMED_OUT);
  }

  @Test
  void aServerThatFailsRepeatedlyIsUnavailableRatherThanUnscorable() {
    answer = (exchange, prompt) -> send(exchange, 500, "");
    EndpointJudge judge = judge(LONG, 10, 3, LONG);
    assertThat(judge.judge("A lung.").ruling()).isEqualTo(Ruling.AWAY);
    int before = asked.get();
    assertThat(judge.judge(List.of("A", "B")))
        .allSatisfy(
            judged -> {
              assertThat(judged.ruling()).isEqualTo(Ruling.AWAY);
              assertThat(judged.why()).contains("is away: status 500");
            });
    assertThat(asked).as("no further request is sent").hasValue(before);
  }

  @Test
  void aServerThatWasDownFromTheStartIsAskedWhenItIsBack() throws IOException {
    int port = server.getAddress().getPort();
    EndpointJudge judge = judge(LONG, 0, 1, Duration.ofMillis(1));
    server.stop(0);
    assertThat(judge.judge("A lung.").ruling()).isEqualTo(Ruling.AWAY);
    assertThat(judge.judge("A lung.").ruling()).isEqualTo(Ruling.AWAY);
    start(port);
    JudgedStatement judged = judge.judge("A lung.");
    while (judged.ruling() == Ruling.AWAY) {
      judged = judge.judge("A lung.");
    }
    assertThat(judged.ruling()).isEqualTo(Ruling.YES);
    assertThat(requests.get(0).path("messages").path(0).path("content").asText())
        .as("a probe comes first")
        .doesNotContain("A lung.");
  }

  /** Otherwise a single statement could make the server unavailable for all others. */
  @Test
  void aStatementThatBreaksTheServerDoesNotDecideWhetherItIsAvailable() {
    answer =
        (exchange, prompt) -> {
          if (prompt.contains("poison")) {
            send(exchange, 500, "");
          } else {
            say(exchange, "Yes");
          }
        };
    EndpointJudge judge = judge(LONG, 0, 1, Duration.ofMillis(1));
    assertThat(judge.judge("poison").ruling()).isEqualTo(Ruling.AWAY);
    JudgedStatement judged = judge.judge("fine");
    while (judged.ruling() == Ruling.AWAY) {
      judged = judge.judge("fine");
    }
    assertThat(judged.ruling()).isEqualTo(Ruling.YES);
  }

  @Test
  void noMoreRequestsAreInFlightThanAllowed() {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    answer =
        (exchange, prompt) -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          say(exchange, "Yes");
          underWay.decrementAndGet();
        };
    judge().judge(Collections.nCopies(200, "A lung."));
    assertThat(most.get()).isBetween(1, 4);
  }
}
