package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.run.Installation;
import dev.preceptor.run.MetricsLog;
import dev.preceptor.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The workers do not affect the result: a run whose only worker hangs, wakes up and is killed,
 * while another one joins from elsewhere with a token, ends with the weights of a baseline run.
 */
@Tag("integration")
class FleetRunTest {

  private static final String RECIPE =
      """
      prompts_per_step: 3
      num_generations: 4
      sampling_unit: 1
      max_pixels: 12544
      max_completion_length: 32
      learning_rate: 1.0e-3
      lr_scheduler_type: constant
      max_steps: 8
      eval_steps: 0
      eval_limit: 2
      save_steps: 8
      policy_anchor_steps: 3
      threads: 1
      """;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private static Path folder;

  private static Path recipe;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty(Installation.ROOT_PROPERTY, "..");
    recipe = TestFiles.pmcMiniRecipe(folder.resolve("fleet.yaml"), RECIPE);
  }

  @AfterAll
  static void forget() {
    System.clearProperty(Installation.ROOT_PROPERTY);
  }

  private static JsonNode train(String run, Object... options) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("train", "--no-console", recipe, "--run", run, "--runs-dir", runs(), "--json"));
    arguments.addAll(List.of(options));
    Executed done = preceptor(arguments.toArray());
    assertThat(done.code()).as(done.err()).isZero();
    return done.json();
  }

  private static Path runs() {
    return folder.resolve("runs");
  }

  @Test
  void theWeightsDoNotDependOnTheWorkers() throws Exception {
    JsonNode baseline = train("baseline", "--set", "partitions=1");

    var run = new RunFolder(runs(), "troubled");
    String listen = "localhost:" + LoopbackPorts.free();
    var trained =
        CompletableFuture.supplyAsync(
            () -> train(run.name(), "--set", "partitions=3", "--listen", listen));
    awaitStep(run, 2, trained);
    ProcessHandle worker = ServiceProcess.named("rollout-service");
    ServiceProcess.signal(worker, "STOP");
    // Its partitions are revoked, so only the joining worker can do the rest of the work.
    Path token = token(run);
    var joined = CompletableFuture.supplyAsync(() -> with(token, "join", run));
    Executed refused = with(token, "audit", run);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("User:join-rollout may not");
    awaitStep(run, 4, trained);
    ServiceProcess.signal(worker, "CONT");
    awaitStep(run, 6, trained);
    worker.destroyForcibly();

    JsonNode troubled = trained.get();
    assertThat(troubled.path("policy_sha256")).isEqualTo(baseline.path("policy_sha256"));
    JsonNode report = joined.get().json();
    assertThat(report.path("why").asText()).containsAnyOf("last step", "stopped");
    assertThat(report.path("workers").get(0).path("groups").asInt()).isGreaterThanOrEqualTo(3);
    JsonNode ledger = preceptor("audit", run.name(), "--runs-dir", runs(), "--json").json();
    assertThat(ledger.path("ok").asBoolean()).as(ledger.toString()).isTrue();
    assertThat(ledger.path("trained").asInt()).isEqualTo(24);
  }

  private static Path token(RunFolder run) {
    Path token = folder.resolve("worker.token");
    Executed done = preceptor("token", run.name(), "--runs-dir", runs(), "--out", token);
    assertThat(done.code()).as(done.err()).isZero();
    return token;
  }

  /** A command of another machine, which has only the run's name and a token. */
  private static Executed with(Path token, String command, RunFolder run) {
    return preceptor(
        command,
        run.name(),
        "--kafka-config",
        token,
        "--runs-dir",
        folder.resolve("elsewhere"),
        "--json");
  }

  private static void awaitStep(RunFolder run, int step, CompletableFuture<JsonNode> trained) {
    await()
        .atMost(PATIENCE)
        .failFast("the run has ended before step " + step, trained::isDone)
        .until(() -> Files.exists(run.metrics()) && MetricsLog.lastStep(run.metrics()) >= step);
  }
}
