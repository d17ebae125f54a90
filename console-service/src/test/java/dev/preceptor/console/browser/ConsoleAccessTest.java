package dev.preceptor.console.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.broker.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, from the service as it is deployed; its run's broker is not there. */
@Tag("integration")
class ConsoleAccessTest {

  private static final String REVIEWER = "a-reviewers-token-that-is-long";
  private static final String TOKEN = "a-token-of-32-characters-is-long";

  @TempDir private Path folder;

  private ConsoleServer console(Map<String, String> environment) throws IOException {
    return new ConsoleServer(
        "127.0.0.1:" + LoopbackPorts.free(), "away", folder.resolve("log"), environment);
  }

  @Test
  void onLoopbackThePageIsOpenToThisMachineAlone() throws Exception {
    try (var console = console(Map.of())) {
      HttpResponse<String> page = console.get("");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(page.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      assertThat(console.get("api/runs").body())
          .contains("\"state\":\"connecting\"")
          .contains("Trying again every second");
      assertThat(console.get("api/runs/away/groups/1-1").statusCode()).isEqualTo(404);
      assertThat(console.get("api/runs/no-such-run").statusCode()).isEqualTo(404);
      assertThat(console.get("..%2f..%2fetc/passwd").statusCode()).isIn(400, 404);
      assertThat(statusFor(console, "evil.example")).contains(" 421 ");
      assertThat(statusFor(console, "localhost:1")).contains(" 200 ");
      assertThat(
              console
                  .send(console.request("api/runs").header("Sec-Fetch-Site", "cross-site").build())
                  .statusCode())
          .isEqualTo(403);
    }
  }

  /** The first line of the answer to a request with a Host header of one's own. */
  private static String statusFor(ConsoleServer console, String host) throws IOException {
    int port = URI.create(console.url()).getPort();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET /api/runs HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(host)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    }
  }

  @Test
  void onOtherAddressesTheTokenOpensASession() throws Exception {
    Map<String, String> environment =
        Map.of(
            "QUARKUS_HTTP_HOST",
            "0.0.0.0",
            "PRECEPTOR_CONSOLE_TOKEN",
            TOKEN,
            "PRECEPTOR_CONSOLE_REVIEWER_TOKEN",
            REVIEWER);
    try (var console = console(environment)) {
      assertThat(console.get("").statusCode()).isEqualTo(200);
      assertThat(console.get("api/runs").statusCode()).isEqualTo(401);
      assertThat(console.get("api/events").statusCode()).isEqualTo(401);
      assertThat(login(console, "wrong").statusCode()).isEqualTo(401);
      HttpResponse<String> opened = login(console, TOKEN);
      assertThat(opened.statusCode()).isEqualTo(204);
      String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie).contains("HTTPOnly", "SameSite=Strict").doesNotContain(TOKEN);
      HttpRequest withSession =
          console.request("api/runs").header("Cookie", cookie.split(";")[0]).build();
      assertThat(console.send(withSession).statusCode()).isEqualTo(200);
      assertThat(role(console, cookie)).contains("viewer");
      assertThat(review(console, cookie, "1")).as("a viewer").isEqualTo(403);
      String reviewer = login(console, REVIEWER).headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(role(console, reviewer)).contains("reviewer");
      assertThat(review(console, reviewer, "")).as("without the page's header").isEqualTo(403);
      assertThat(review(console, reviewer, "1")).as("there is no such run").isEqualTo(404);
      int status = 0;
      for (int tries = 0; tries < 10 && status != 429; tries++) {
        status = login(console, "guess").statusCode();
      }
      assertThat(status).as("after many tries").isEqualTo(429);
      assertThat(login(console, "x".repeat(1 << 20)).statusCode()).isIn(413, 429);
    }
    assertThat(Files.readString(folder.resolve("log"))).doesNotContain(TOKEN, REVIEWER);
  }

  private static String role(ConsoleServer console, String cookie) throws Exception {
    return console
        .send(console.request("api/session").header("Cookie", cookie.split(";")[0]).build())
        .body();
  }

  private static int review(ConsoleServer console, String cookie, String marker) throws Exception {
    var request =
        console
            .request("api/runs/away/reviews")
            .header("Cookie", cookie.split(";")[0])
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"));
    if (!marker.isEmpty()) {
      request.header("X-Preceptor-Console", marker);
    }
    return console.send(request.build()).statusCode();
  }

  private static HttpResponse<String> login(ConsoleServer console, String token)
      throws IOException, InterruptedException {
    return console.send(
        console
            .request("api/login")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"token\":\"%s\"}".formatted(token)))
            .build());
  }

  @Test
  void withoutATokenItDoesNotListenForOthers() throws Exception {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                "target/quarkus-app/quarkus-run.jar")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().put("PRECEPTOR_RUN", "away");
    builder.environment().put("QUARKUS_HTTP_HOST", "0.0.0.0");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(2);
      assertThat(Files.readString(folder.resolve("log"))).contains("PRECEPTOR_CONSOLE_TOKEN");
    } finally {
      process.destroyForcibly();
    }
  }
}
