package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.cli.options.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code preceptor eval --endpoint} with a real local server. */
class EndpointEvaluationTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());
  private volatile int refusedAfter = Integer.MAX_VALUE;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          requests.add(JSON.readTree(exchange.getRequestBody()));
          if (requests.size() > refusedAfter) {
            exchange.sendResponseHeaders(400, -1);
            exchange.close();
            return;
          }
          Map<String, Object> choice =
              Map.of(
                  "finish_reason",
                  "stop",
                  "message",
                  Map.of("content", "<think>two words</think><answer>A</answer>"));
          byte[] answer =
              JSON.writeValueAsBytes(
                  Map.of("choices", List.of(choice), "usage", Map.of("completion_tokens", 12)));
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Executed eval(Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "eval",
                "--endpoint",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
                "--endpoint-model",
                "seer",
                "--csv",
                TestFiles.PMC_MINI.resolve("test.csv"),
                "--images",
                TestFiles.PMC_MINI.resolve("images"),
                "--limit",
                6,
                "--max-concurrency",
                1,
                "--json"));
    arguments.addAll(List.of(more));
    return preceptor(arguments.toArray());
  }

  @Test
  void aServerIsShownTheImageAndAskedTheQuestion() {
    JsonNode report = eval().json();
    assertThat(report.path("n").asInt()).isEqualTo(6);
    assertThat(report.path("mean_length").asDouble()).isEqualTo(12);
    assertThat(report.path("thinking_length").asDouble()).as("in words").isEqualTo(2);
    assertThat(report.path("letters").path("A").path("accuracy").asDouble()).isOne();
    JsonNode request = requests.get(0);
    assertThat(request.path("model").asText()).isEqualTo("seer");
    assertThat(request.path("temperature").asInt(-1)).isZero();
    JsonNode parts = request.path("messages").path(0).path("content");
    assertThat(parts.path(0).path("image_url").path("url").asText()).startsWith("data:image/");
    assertThat(parts.path(1).path("text").asText())
        .contains("Choose between the following options: A:")
        .contains("<think>");
  }

  @Test
  void anEvaluationThatTheServerEndedGoesOnBehindTheAnsweredRows() {
    Path out = folder.resolve("answers.json");
    refusedAfter = 4;
    Executed ended = eval("--out", out);
    assertThat(ended.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(ended.err())
        .contains("status 400; 4 answers are kept, the same command goes on behind them");
    assertThat(out).doesNotExist();

    refusedAfter = Integer.MAX_VALUE;
    Executed other = eval("--out", out, "--max-new-tokens", 7);
    assertThat(other.err()).contains("answers.json.part: holds answers of another evaluation");
    requests.clear();
    assertThat(eval("--out", out).json().path("n").asInt()).isEqualTo(6);
    assertThat(requests).hasSize(2);
    assertThat(out).exists();
    assertThat(Files.exists(folder.resolve("answers.json.part"))).isFalse();
    assertThat(preceptor("compare", out, out, "--json").json().path("n").asInt()).isEqualTo(6);
  }

  @Test
  void aLineThatWasCutShortIsAskedAgain() throws IOException {
    Path out = folder.resolve("answers.json");
    refusedAfter = 4;
    eval("--out", out);
    Path part = folder.resolve("answers.json.part");
    String text = Files.readString(part);
    Files.writeString(part, text.substring(0, text.length() - 5));
    refusedAfter = Integer.MAX_VALUE;
    requests.clear();
    assertThat(eval("--out", out).json().path("n").asInt()).isEqualTo(6);
    assertThat(requests).hasSize(3);
  }
}
