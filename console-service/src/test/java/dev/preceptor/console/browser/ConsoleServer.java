package dev.preceptor.console.browser;

import dev.preceptor.broker.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** The service as it is deployed: its jar, in a process of its own. */
final class ConsoleServer implements AutoCloseable {

  private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final String url;

  /**
   * Starts it over runs on a broker.
   *
   * @param environment more variables
   */
  ConsoleServer(String bootstrapServers, String runs, Path log, Map<String, String> environment)
      throws IOException {
    int port = LoopbackPorts.free();
    url = "http://127.0.0.1:" + port + "/";
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    builder.environment().put("PRECEPTOR_RUN", runs);
    builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
    builder.environment().put("PRECEPTOR_PARENT_PID", "" + ProcessHandle.current().pid());
    builder.environment().putAll(environment);
    process = builder.start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("the console ended: " + Files.readString(log));
              }
              return LoopbackPorts.isOpen(port);
            });
  }

  String url() {
    return url;
  }

  long pid() {
    return process.pid();
  }

  /** The answer to a request. */
  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  /** A request for a path. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
