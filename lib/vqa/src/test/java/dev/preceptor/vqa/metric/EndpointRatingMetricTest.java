package dev.preceptor.vqa.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.http.RemoteServer;
import dev.preceptor.vqa.http.RetryDelay;
import dev.preceptor.vqa.judge.EndpointSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A thinking reward by a real local server. */
class EndpointRatingMetricTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final RetryDelay SHORT_DELAYS = new RetryDelay(2, 4, 50);

  private final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger failures = new AtomicInteger();
  private HttpServer server;
  private EndpointRatingMetric metric;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          JsonNode request = JSON.readTree(exchange.getRequestBody());
          requests.add(request);
          if (failures.getAndDecrement() > 0) {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
          }
          String prompt = request.path("messages").path(0).path("content").asText();
          String said = prompt.contains("Reasoning: clear") ? "9/10" : "I cannot say.";
          byte[] answer =
              JSON.writeValueAsBytes(
                  Map.of("choices", List.of(Map.of("message", Map.of("content", said)))));
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    metric =
        new EndpointRatingMetric(
            new EndpointSettings(
                RemoteServer.of(url, Optional.empty(), name -> null),
                "rater",
                true,
                false,
                Duration.ofSeconds(20),
                1,
                OptionalInt.empty(),
                3,
                100,
                Duration.ofSeconds(1)),
            Rating.FORM,
            SHORT_DELAYS);
  }

  @AfterEach
  void stop() {
    metric.close();
    server.stop(0);
  }

  private static Graded response(String reasoning) {
    return new Graded(
        "<think>" + reasoning + "</think><answer>B</answer>",
        List.of("Thorax", "Abdomen"),
        'B',
        "Which region?",
        OptionalInt.empty());
  }

  @Test
  void theServerIsAskedAboutEachReasoningAndAnswersStayInOrder() {
    List<Graded> responses =
        IntStream.range(0, 8).mapToObj(i -> response(i % 2 == 0 ? "clear" : "muddled")).toList();
    List<Measure> measures = metric.ofAll(responses);
    assertThat(measures).hasSize(8);
    for (int i = 0; i < measures.size(); i++) {
      if (i % 2 == 0) {
        assertThat(measures.get(i)).isEqualTo(Measure.of(9));
      } else {
        assertThat(measures.get(i).value()).isEmpty();
        assertThat(measures.get(i).why()).contains("no number from 1 to 10: 'I cannot say.'");
      }
    }
    assertThat(requests.get(0).path("model").asText()).isEqualTo("rater");
    assertThat(requests.get(0).path("temperature").asInt(-1)).isZero();
  }

  @Test
  void aFailureIsTriedAgainAndIsNeverARatingOfZero() {
    failures.set(1);
    assertThat(metric.of(response("clear")).value()).hasValue(9);
    failures.set(2);
    Measure measure = metric.of(response("clear"));
    assertThat(measure.value()).isEmpty();
    assertThat(measure.why()).endsWith("status 503, 2 times");
  }

  @Test
  void aResponseWithoutReasoningIsNotAsked() {
    Graded bare = new Graded("<answer>B</answer>", List.of("Thorax", "Abdomen"), 'B');
    assertThat(metric.ofAll(List.of(bare)).get(0).why()).contains("no <think> tag");
    assertThat(requests).isEmpty();
  }
}
