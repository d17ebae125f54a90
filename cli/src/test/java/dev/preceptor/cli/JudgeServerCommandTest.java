package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.cli.options.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code preceptor judge --url}: with a server. */
class JudgeServerCommandTest {

  @TempDir Path folder;

  private HttpServer server;

  /** Continues a text as the statement requires. */
  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/completions",
        exchange -> {
          String asked =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String reply = asked.contains("liver") ? " Yes" : asked.contains("moon") ? " No" : "Hm";
          byte[] answer =
              "{\"choices\": [{\"text\": \"%s\"}]}"
                  .formatted(reply)
                  .getBytes(StandardCharsets.UTF_8);
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

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/";
  }

  @Test
  void aServerJudgesEachStatement() throws IOException {
    Path requests =
        Files.write(
            folder.resolve("statements.jsonl"),
            List.of(
                "{\"statement\": \"A liver.\"}",
                "{\"statement\": \"A moon.\"}",
                "{\"statement\": \"A\"}"));
    List<JsonNode> lines =
        preceptor(
                "judge",
                "--url",
                url(),
                "--model",
                "org/m",
                "--api",
                "completions",
                "--requests",
                requests)
            .lines();
    assertThat(lines)
        .extracting(line -> line.path("verdict").asText())
        .containsExactly("yes", "no", "unscorable");
    assertThat(lines.get(0).path("yes_logprob").isNull()).isTrue();
    assertThat(lines.get(2).path("why").asText()).contains("neither Yes nor No");
  }

  @Test
  void anUnreachableServerIsUnscorableAndNotANo() {
    server.stop(0);
    JsonNode judged =
        preceptor(
                "judge",
                "--url",
                url(),
                "--model",
                "m",
                "--max-retries",
                0,
                "--statement",
                "A",
                "--json")
            .json();
    assertThat(judged.path("verdict").asText()).isEqualTo("unscorable");
    assertThat(judged.path("why").asText()).contains("is away");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --url ftp://h                                                | --url: the url is no address of a server
          --url https://me:secret@h                                    | --url: the url is no address of a server
          --url https://h?key=secret                                   | --url: the url is no address of a server
          --url http://h                                               | --url: http to h is not encrypted
          --url https://h --max-retries 99                             | --max-retries 99 is out of range
          --url https://h --timeout-seconds 0                          | --timeout-seconds 0 is out of range
          --url https://h --api-key-env AWS_SECRET_ACCESS_KEY          | --url: the key's environment variable must be named PRECEPTOR_KEY_
          --url https://h --api-key-env PRECEPTOR_KEY_NOT_SET          | --url: the key's environment variable PRECEPTOR_KEY_NOT_SET is not set
          """)
  void invalidOptionsAreReported(String options, String complaint) {
    Executed executed =
        preceptor((Object[]) ("judge --model m --statement a " + options).split(" "));
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).startsWith("preceptor judge: " + complaint).hasLineCount(1);
    assertThat(executed.err()).doesNotContain("secret");
  }
}
