package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.cli.options.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose services were started by somebody else, from their jars and environment alone. */
@Tag("integration")
@Timeout(900)
class SubmittedRunTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String RECIPE =
      """
      model: %1$s/phantom-policy
      judges: [{name: semantic_alignment, model: %1$s/phantom-judge}]
      rewards:
        - {name: format, weight: 1}
        - {name: accuracy, weight: 1}
        - {name: semantic_alignment, weight: 1}
      judge_deadline_seconds: 300
      phantom: {train: 20, test: 4, size: 56, seed: 1}
      prompts_per_step: 2
      num_generations: 4
      sampling_unit: 2
      partitions: 2
      max_prompt_length: 160
      max_completion_length: 48
      learning_rate: 1.0e-4
      lr_scheduler_type: constant
      max_steps: %2$d
      eval_steps: 0
      eval_limit: 2
      save_steps: 1
      threads: 1
      """;

  @TempDir private static Path folder;
  private static EmbeddedBroker broker;
  private static Map<String, String> environment;

  private final Map<String, Process> services = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws IOException {
    broker = EmbeddedBroker.inTemporaryFolder();
    environment =
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS",
            broker.bootstrapServers(),
            "PRECEPTOR_MODELS",
            models().toString(),
            "PRECEPTOR_EXIT_AT_END",
            "true",
            "OMP_NUM_THREADS",
            "1",
            "MALLOC_ARENA_MAX",
            "2");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Path models() {
    return Path.of("../recipes").toAbsolutePath().normalize();
  }

  private static Path recipe(int steps) throws IOException {
    return Files.writeString(
        folder.resolve("small-" + steps + ".yaml"), RECIPE.formatted(models(), steps));
  }

  /** Before, while and after: waiting services, the run, its end, its stop, its deletion. */
  @Test
  void servicesWaitForARunTakePartAndEndWithIt() throws Exception {
    int port = freePort();
    service("learner-service", "one", Map.of("QUARKUS_HTTP_PORT", "" + port));
    await().atMost(PATIENCE).until(() -> status(port, "live") == 200);
    assertThat(status(port, "ready")).isEqualTo(503);
    assertThat(body(port, "ready").at("/checks/0/data/waiting for").asText())
        .isEqualTo("the definition of run one");
    services.get("learner-service").destroy();
    assertThat(services.get("learner-service").waitFor(1, TimeUnit.MINUTES)).isTrue();

    start("one");
    JsonNode submitted = done("submit", recipe(2), "--run", "one", "--json").json();
    assertThat(submitted.path("judges").get(0).asText()).isEqualTo("semantic_alignment");
    JsonNode summary =
        done("watch", "one", "--runs-dir", folder.resolve("watched"), "--json").json();
    endsAlone();

    JsonNode local =
        done(
                "train",
                "--no-console",
                recipe(2),
                "--run",
                "local",
                "--runs-dir",
                folder.resolve("local"),
                "--json")
            .json();
    assertThat(summary.path("steps").asInt()).isEqualTo(2);
    assertThat(summary.path("policy_sha256")).isEqualTo(local.path("policy_sha256"));
    assertThat(summary.path("groups_trained")).isEqualTo(local.path("groups_trained"));
    assertThat(folder.resolve("watched/one/metrics.jsonl"))
        .content()
        .hasLineCount(Files.readAllLines(folder.resolve("local/local/metrics.jsonl")).size());
    assertThat(Files.readString(folder.resolve("watched/one/recipe.yaml")))
        .contains("phantom-policy")
        .doesNotContain(models().toString());

    continuesAndIsStopped();
    isDeleted();
  }

  private void continuesAndIsStopped() throws Exception {
    done("submit", recipe(1000), "--run", "one");
    start("one");
    CommandProcess watch = command("watch", "one", "--runs-dir", folder.resolve("watched"));
    await().atMost(PATIENCE).until(() -> Files.readString(watch.output()).contains("step 4/1000"));
    Executed refused = run("delete", "one", "--yes");
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err()).contains("has members", "stop the run's processes first");
    done("stop", "one");
    endsAlone();
    assertThat(watch.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(watch.printed()).containsPattern("run one was stopped after step [0-9]+");
    assertThat(done("stop", "one", "--json").json().path("was_stopped").asBoolean()).isTrue();
    assertThat(done("audit", "one", "--json").json().path("ok").asBoolean()).isTrue();
  }

  private void isDeleted() throws Exception {
    JsonNode listed = done("delete", "one", "--json").json();
    assertThat(listed.path("topics").size()).isGreaterThan(9);
    assertThat(done("delete", "one", "--yes", "--json").json()).isEqualTo(listed);
    assertThat(run("delete", "one").err()).contains("run one has nothing on the broker at ");
  }

  @Test
  void aServiceWithAnotherModelRefusesToStart() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other/phantom-policy"));
    try (var files = Files.list(models().resolve("phantom-policy"))) {
      for (Path file : files.toList()) {
        Files.copy(file, other.resolve(file.getFileName()));
      }
    }
    Files.writeString(other.resolve("generation_config.json"), "{\"max_new_tokens\": 7}");
    done("submit", recipe(3), "--run", "model");
    service("learner-service", "model", Map.of("PRECEPTOR_MODELS", "" + other.getParent()));
    Process learner = services.get("learner-service");
    assertThat(learner.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(learner.exitValue()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(log("learner-service"))
        .contains("configuration and tokenizer: is not what the run was started with (SHA-256 ");
  }

  @Test
  void whatNoServiceCouldFindIsRefused() throws Exception {
    Executed refused =
        run("submit", recipe(3), "--run", "lost", "--set", "model=" + folder.resolve("nowhere"));
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err())
        .contains("nowhere lies below none of the folders in PRECEPTOR_MODELS")
        .hasLineCount(1);
    assertThat(run("watch", "lost").err()).contains("run lost has no topics on the broker at ");
  }

  private void start(String run) throws IOException {
    for (String service :
        List.of("reward-service", "learner-service", "rollout-service", "eval-service")) {
      service(service, run, Map.of());
    }
    service("judge-service", run, Map.of("PRECEPTOR_JUDGE", "semantic_alignment"));
  }

  private void service(String name, String run, Map<String, String> more) throws IOException {
    Path jar = Path.of("..", name, "target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    ProcessBuilder builder =
        new ProcessBuilder(
                "java",
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-Dai.djl.pytorch.num_interop_threads=1",
                "-Dai.djl.pytorch.num_threads=1",
                "-Dai.djl.offline=true",
                "-jar",
                jar.toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()));
    builder.environment().putAll(environment);
    builder.environment().put("PRECEPTOR_RUN", run);
    builder.environment().put("PRECEPTOR_INSTANCE", name);
    builder.environment().put("PRECEPTOR_RUN_DIR", folder.resolve("learner-" + run).toString());
    builder.environment().putAll(more);
    services.put(name, builder.start());
  }

  private static String log(String name) {
    try {
      return Files.readString(folder.resolve(name + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void endsAlone() throws InterruptedException {
    for (Map.Entry<String, Process> service : services.entrySet()) {
      assertThat(service.getValue().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as(service.getKey() + " ends")
          .isTrue();
      assertThat(service.getValue().exitValue())
          .as(service.getKey() + ": " + log(service.getKey()))
          .isZero();
    }
  }

  @AfterEach
  void end() {
    services.values().forEach(Process::destroyForcibly);
  }

  private static CommandProcess command(Object... arguments) throws IOException {
    Path output = Files.createTempFile(folder, "command", ".out");
    return CommandProcess.start(output, environment, List.of(), arguments);
  }

  /** In a process of its own, because of the environment. */
  private static Executed run(Object... arguments) throws Exception {
    Path out = Files.createTempFile(folder, "command", ".out");
    Path err = Files.createTempFile(folder, "command", ".err");
    Map<String, String> all = new HashMap<>(environment);
    Process process = CommandProcess.separate(out, err, all, arguments);
    assertThat(process.waitFor(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return new Executed(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static Executed done(Object... arguments) throws Exception {
    Executed executed = run(arguments);
    assertThat(executed.code()).as(executed.out() + executed.err()).isZero();
    return executed;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static int status(int port, String probe) throws Exception {
    try {
      return HttpClient.newHttpClient()
          .send(probe(port, probe), BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private static JsonNode body(int port, String probe) throws Exception {
    return JSON.readTree(
        HttpClient.newHttpClient().send(probe(port, probe), BodyHandlers.ofString()).body());
  }

  private static HttpRequest probe(int port, String probe) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/" + probe))
        .timeout(Duration.ofSeconds(10))
        .build();
  }
}
