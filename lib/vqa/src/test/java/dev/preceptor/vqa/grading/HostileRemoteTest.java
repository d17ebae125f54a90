package dev.preceptor.vqa.grading;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Any response reaches a remote reward unchanged, and any answer gives scores in range. */
@Tag("slow")
class HostileRemoteTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> CHOICES = List.of("Liver", "\ud800", "3.5 cm", "\"]}");

  private static HttpServer server;
  private static RewardFunction digests;
  private static volatile byte[] answer;

  @BeforeContainer
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/digest",
        exchange -> {
          JsonNode asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
          ArrayNode scores = JSON.createArrayNode();
          asked.path("responses").forEach(r -> scores.add(digest(r.path("text").asText())));
          byte[] bytes = JSON.writeValueAsBytes(JSON.createObjectNode().set("scores", scores));
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.createContext(
        "/nonsense",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    digests = remote("/digest");
  }

  @AfterContainer
  static void stop() {
    server.stop(0);
  }

  /** A number from 0 to 1 that differs between texts. */
  private static double digest(String text) {
    return (text.hashCode() & 0xffff) / 65536.0;
  }

  private static RewardFunction remote(String path) {
    return RewardFunctions.of(
        new RewardParameters(
            "mine",
            Map.of(
                "url",
                "http://127.0.0.1:" + server.getAddress().getPort() + path,
                "timeout_seconds",
                60.0)));
  }

  /** Tests 10,000 responses in groups of ten. */
  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void everyResponseGetsItsOwnScore(@ForAll @Size(10) List<@From("hostile") String> responses) {
    List<Grade> grades =
        digests.gradeGroup(
            responses.stream()
                .map(text -> new Graded(text, CHOICES, 'B').with(text, OptionalInt.empty()))
                .toList());
    assertThat(grades).allSatisfy(grade -> assertThat(grade.isScored()).as(grade.why()).isTrue());
    assertThat(grades)
        .extracting(Grade::value)
        .containsExactlyElementsOf(responses.stream().map(HostileRemoteTest::received).toList());
  }

  /** A lone surrogate cannot be sent; everything else is. */
  private static double received(String text) {
    return digest(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
  }

  @Property(tries = 500, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void noAnswerGivesAScoreOutOfRange(@ForAll("answers") String text) {
    answer = text.getBytes(StandardCharsets.UTF_8);
    Graded graded = new Graded("<think>a</think><answer>B</answer>", CHOICES, 'B');
    List<Grade> grades = remote("/nonsense").gradeGroup(List.of(graded, graded));
    assertThat(grades).hasSize(2);
    for (Grade grade : grades) {
      assertThat(grade.score().orElse(0.5)).matches(score -> score >= 0 && score <= 1);
      assertThat(grade.why()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> hostile() {
    return HostileTexts.responses();
  }

  @Provide
  Arbitrary<String> answers() {
    Arbitrary<String> value =
        Arbitraries.of(
            "0",
            "1",
            "0.5",
            "-0.0",
            "1.0000001",
            "-1",
            "1e999",
            "NaN",
            "null",
            "true",
            "[]",
            "{}",
            "\"1\"",
            "9".repeat(2000),
            "1e-400",
            "",
            "\ud800",
            "[".repeat(2000));
    Arbitrary<String> scores =
        value.list().ofMaxSize(3).map(list -> "{\"scores\": [" + String.join(", ", list) + "]");
    Arbitrary<String> end =
        Arbitraries.of(
            "}",
            "",
            ", \"why\": [1, null]}",
            ", \"why\": {\"0\": 1}}",
            ", \"why\": \"x\"}}",
            "}{}");
    return Arbitraries.oneOf(
        Combinators.combine(scores, end).as(String::concat),
        Arbitraries.strings().ofMaxLength(50),
        value);
  }
}
