package dev.preceptor.fleet.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of a console that answers with these texts. */
class RunExportTest {

  private static final String RUN = "api/runs/one";
  private static final String GROUP = "../../../../out-of-here";

  @TempDir private Path folder;

  private final Map<String, String> answers = new HashMap<>();
  private final AtomicInteger busy = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void answer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    answers.put(RUN, "{\"state\": \"finished\", \"overview\": {\"metrics\": [\"a\", \"b\"]}}");
    answers.put(RUN + "/curves", "{\"steps\": [1], \"lines\": {\"a\": {\"mean\": [0.5]}}}");
    answers.put(
        RUN + "/groups",
        "{\"total\": 1, \"indexed\": 9, \"groups\": [{\"group\": \"%s\"}]}".formatted(GROUP));
    answers.put(
        RUN + "/groups/..%2F..%2F..%2F..%2Fout-of-here",
        "{\"image\": true, \"question\": \"</script>\\u2028\\\"); alert(1); (\\\"\"}");
    answers.put(RUN + "/groups/..%2F..%2F..%2F..%2Fout-of-here/image", "PNG");
    answers.put(RUN + "/evaluations", "[{\"version\": 0}, {\"version\": 4}]");
    answers.put(RUN + "/evaluations/0/answers", "{\"total\": 0, \"answers\": []}");
    answers.put(RUN + "/evaluations/4/answers", "{\"total\": 0, \"answers\": []}");
    answers.put(RUN + "/flips", "{\"compared\": 3}");
    List.of("console.js", "console.css", "icon.svg").forEach(part -> answers.put(part, "part"));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String text = answers.get(exchange.getRequestURI().getRawPath().substring(1));
    int status = busy.getAndDecrement() > 0 ? 429 : text == null ? 404 : 200;
    byte[] body = status == 200 ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private ExportResult export(int groups) {
    return new RunExport(
            URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort())),
            "one",
            text -> {},
            () -> false)
        .write(folder.resolve("out"), groups);
  }

  @Test
  void namesOfARunBecomeNumbersAndItsTextsStayData() throws IOException {
    ExportResult written = export(5);
    assertThat(written.groups()).isEqualTo(1);
    assertThat(written.groupsOfRun()).isEqualTo(9);
    assertThat(written.evaluations()).isEqualTo(2);
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString()))
          .hasSize(written.files())
          .allMatch(
              name ->
                  name.matches(
                      "out/(data/(\\d+\\.(js|png)|index\\.js)"
                          + "|index\\.html|console\\.(js|css)|icon\\.svg)"));
    }
    assertThat(folder.resolve("out/data/5.js"))
        .content()
        .matches("preceptorDocument\\(5, \"(?:[^\"\\\\]|\\\\.)*\"\\);\n")
        .contains("alert(1)");
    assertThat(folder.resolve("out/data/6.png")).hasContent("PNG");
    assertThat(folder.resolve("out/data/index.js"))
        .content()
        .contains("api/runs/one/flips?from=0&to=4", "groups/..%2F..%2F..%2F..%2Fout-of-here");
  }

  @Test
  void aConsoleThatIsBusyIsAskedAgain() {
    busy.set(2);
    assertThat(export(0).groups()).isZero();
  }

  @Test
  void anExportThatFailsLeavesNothing() {
    answers.remove("console.css");
    assertThatThrownBy(() -> export(5))
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("console.css");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderThatExistsIsLeftAlone() throws IOException {
    Files.createDirectories(folder.resolve("out/mine"));
    assertThatThrownBy(() -> export(5))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("out: exists; name a new folder");
    assertThat(folder.resolve("out/mine")).exists();
  }
}
