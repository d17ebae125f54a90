package dev.preceptor.vqa.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.models.InputException;
import dev.preceptor.vqa.http.JsonPost;
import dev.preceptor.vqa.http.RemoteServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteRewardTest {

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private static final List<String> CHOICES = List.of("left", "right");
  private static final Graded SHORT = new Graded("short", CHOICES, 'B');
  private static final Graded LONG = new Graded("quite long \ud800", CHOICES, 'B');

  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Answer answer;
  private volatile byte[] request;
  private HttpServer server;
  private long nowMillis;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          request = exchange.getRequestBody().readAllBytes();
          answer.to(exchange);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/score";
  }

  private RemoteServer server() {
    return RemoteServer.of(
        url(),
        Optional.of("PRECEPTOR_KEY_TEST"),
        Map.of("PRECEPTOR_KEY_TEST", "sk-test-0123")::get);
  }

  private RemoteReward reward(Duration timeout) {
    return new RemoteReward(
        "shortness", new JsonPost(server(), timeout), new RemoteScores(0, 1), () -> nowMillis);
  }

  private RemoteReward reward() {
    return reward(Duration.ofSeconds(20));
  }

  private static Answer with(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  @Test
  void aGroupIsGradedByOneCall() throws IOException {
    answer = with(200, "{\"scores\": [1, 0.25], \"why\": [\"short\"]}");
    List<Grade> grades = reward().gradeGroup(List.of(SHORT, LONG));
    assertThat(grades)
        .containsExactly(
            new Grade(1, "remote", "short"), new Grade(0.25, "remote", "no reason was given"));
    JsonNode sent = new ObjectMapper().readTree(request);
    assertThat(sent.path("reward").asText()).isEqualTo("shortness");
    assertThat(sent.path("choices").get(1).asText()).isEqualTo("right");
    assertThat(sent.path("answer").asText()).isEqualTo("B");
    assertThat(sent.path("responses").get(1).path("text").asText()).isEqualTo("quite long ?");
    assertThat(sent.path("responses").get(1).path("thinking_tokens").isNull()).isTrue();
    assertThat(asked).hasValue(1);
  }

  @Test
  void aNullScoreIsUnscorableRatherThanZero() {
    answer = with(200, "{\"scores\": [null, 0], \"why\": [\"too hard\", \"bad\"]}");
    List<Grade> grades = reward().gradeGroup(List.of(SHORT, LONG));
    assertThat(grades.get(0)).isEqualTo(Grade.unscorable("remote", "too hard"));
    assertThat(grades.get(1)).isEqualTo(new Grade(0, "remote", "bad"));
  }

  /** Scores and reasons are stored for as long as the run. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"scores\": [0.5], \"why\": [\"TOKEN\"]}",
        "{\"scores\": [null], \"why\": [\"asked with TOKEN\"]}",
        "{\"scores\": [0.5], \"why\": [\"sk\\u002dtest-0123\"]}",
      })
  void aServerThatEchoesTheKeyDoesNotPutItIntoAReason(String echo) {
    answer =
        exchange ->
            with(200, echo.replace("TOKEN", exchange.getRequestHeaders().getFirst("Authorization")))
                .to(exchange);
    assertThat(reward().grade(SHORT).why())
        .contains("the key in PRECEPTOR_KEY_TEST")
        .doesNotContain("sk-test");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Maybe",
        "<html>no</html>",
        "{}",
        "[1, 2]",
        "{\"scores\": 1}",
        "{\"scores\": [1]}",
        "{\"scores\": [1, 1, 1]}",
        "{\"scores\": [\"1\", \"1\"]}",
        "{\"scores\": [2, -1]}",
        "{\"scores\": [1e999, NaN]}",
        "{\"scores\": [1, 1]"
      })
  void nonsenseIsUnscorable(String nonsense) {
    answer = with(200, nonsense);
    assertThat(reward().gradeGroup(List.of(SHORT, LONG))).noneMatch(Grade::isScored);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 301, 404, 429, 500})
  void anotherStatusIsUnscorableAfterASecondAttempt(int status) {
    answer = with(status, "");
    Grade grade = reward().grade(SHORT);
    assertThat(grade.isScored()).isFalse();
    assertThat(grade.why()).contains("status " + status);
    assertThat(asked).hasValue(2);
  }

  @Test
  void aSecondAttemptMaySucceed() {
    Answer good = with(200, "{\"scores\": [0.5]}");
    answer =
        exchange -> {
          answer = good;
          with(500, "").to(exchange);
        };
    assertThat(reward().grade(SHORT).value()).isEqualTo(0.5);
  }

  @Test
  void anEndlessAnswerIsAborted() {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream body = exchange.getResponseBody();
          while (over.getCount() > 0) {
            body.write(new byte[1 << 16]);
          }
        };
    assertThat(reward().grade(SHORT).why()).contains("longer than " + JsonPost.MAX_ANSWER_BYTES);
  }

  @Test
  void aRequestToAStalledServerTimesOut() {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    assertThat(reward(Duration.ofMillis(200)).grade(SHORT).why()).contains("within 200 ms");
  }

  @Test
  void aServerThatIsDownIsUnscorable() {
    server.stop(0);
    assertThat(reward().grade(SHORT).isScored()).isFalse();
  }

  @Test
  void aServerThatKeepsFailingGetsNoRequestsForAWhile() {
    answer = with(500, "");
    RemoteReward reward = reward();
    for (int i = 0; i < RemoteReward.FAILURES_TO_PAUSE; i++) {
      reward.grade(SHORT);
    }
    int before = asked.get();
    assertThat(reward.grade(SHORT).why()).contains("no requests are sent");
    assertThat(asked).hasValue(before);
    nowMillis += RemoteReward.PAUSE_SECONDS * 1000L;
    answer = with(200, "{\"scores\": [1]}");
    assertThat(reward.grade(SHORT).value()).isOne();
  }

  @Test
  void aRecipeMakesARewardRemoteByItsUrl() {
    answer = with(200, "{\"scores\": [-3]}");
    RewardFunction reward =
        RewardFunctions.of(
            new RewardParameters("mine", Map.of("url", url(), "min", -5.0, "max", 5.0)));
    assertThat(reward.name()).isEqualTo("mine");
    assertThat(reward.isRepeatable()).isFalse();
    assertThat(reward.grade(SHORT).value()).isEqualTo(-3);
  }

  @Test
  void parametersThatCannotBeUsedAreRefused() {
    refused("url", "ftp://host/", "is no address of a server");
    refused("url", "no address", "is no address of a server");
    refused("url", "http://me:secret@127.0.0.1/", "is no address of a server");
    refused("url", "http://127.0.0.1/?token=secret", "is no address of a server");
    refused("url", "http://host.example/", "not encrypted and not allowed");
    refused("url", "https://169.254.169.254/", "link-local or metadata");
    refused("timeout_seconds", 3600.0, "use at most 60");
    refused("key_env", "PRECEPTOR_KEY_NO_SUCH_KEY", "is not set; export it");
    refused("key_env", "AWS_SECRET_ACCESS_KEY", "must be named PRECEPTOR_KEY_");
    refused("key_env", "sk-secret", "must be named PRECEPTOR_KEY_");
    refused("min", 1.0, "is not below max 1.0");
    refused("timeout_secs", 1.0, "did you mean timeout_seconds?");
  }

  private static void refused(String name, Object value, String complaint) {
    Map<String, Object> values = new HashMap<>(Map.of("url", "http://127.0.0.1:1/"));
    values.put(name, value);
    assertThatThrownBy(() -> RewardFunctions.of(new RewardParameters("mine", values)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("rewards, mine")
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("secret");
  }
}
