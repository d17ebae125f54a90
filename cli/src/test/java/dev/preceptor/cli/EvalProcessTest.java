package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.fleet.process.ChildFailure;
import dev.preceptor.fleet.process.ChildSpec;
import dev.preceptor.fleet.process.RestartDelay;
import dev.preceptor.fleet.process.Supervisor;
import dev.preceptor.fleet.services.Service;
import dev.preceptor.fleet.services.ServiceFleet;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.testkit.TestRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Eval-services as separate processes on a real broker. */
@Tag("integration")
@Timeout(400)
class EvalProcessTest {

  private static final String RUN = "evals";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String RECIPE =
      """
      model: tiny
      train_csv: %1$s/train.csv
      test_csv: %1$s/test_2.csv
      images: %1$s/images
      max_prompt_length: 400
      max_completion_length: 2
      max_steps: 2
      eval_steps: 1
      eval_limit: 2
      threads: 1
      """;

  @TempDir Path runs;

  private final List<Supervisor> supervisors = new ArrayList<>();
  private EmbeddedBroker broker;
  private RunFolder run;
  private ServiceFleet fleet;
  private TestRun log;

  @BeforeEach
  void start() throws IOException {
    System.setProperty(Installation.ROOT_PROPERTY, "..");
    broker = EmbeddedBroker.inTemporaryFolder();
    run = new RunFolder(runs, RUN);
    Files.createDirectory(run.path());
    String yaml = RECIPE.formatted(TestFiles.PMC_MINI.toAbsolutePath());
    log = TestRun.connect(broker.bootstrapServers(), RUN).create(2, yaml);
    fleet =
        new ServiceFleet(
            Installation.current(),
            run,
            RecipeReader.parse("recipe", yaml, Job.TRAIN),
            1 << 20,
            BrokerAccess.open(broker.bootstrapServers()));
  }

  @AfterEach
  void stop() {
    supervisors.forEach(Supervisor::close);
    log.close();
    broker.close();
    System.clearProperty(Installation.ROOT_PROPERTY);
  }

  /** Two at a time, as when a node is cut off and its pod is started again elsewhere. */
  @Test
  void ofTwoEvalServicesTheLaterOneWritesAndTheEarlierOneEnds() throws Exception {
    try (var model = Checkpoint.open(TestFiles.QWEN2_VL)) {
      var earlier = start("earlier", Map.of());
      log.publish(0, model);
      log.await(log.topics().evaluations(), 1);
      var later = start("later", Map.of("PRECEPTOR_LOG_FORMAT", "json"));
      await().atMost(PATIENCE).until(() -> ready("later").isPresent());
      var json = new ObjectMapper().readTree(ready("later").orElseThrow());
      assertThat(json.path("level").asText()).isEqualTo("INFO");
      assertThat(json.path("run").asText()).isEqualTo(RUN);
      assertThat(json.path("component").asText()).isEqualTo("eval-service");

      log.publish(1, model);
      log.publish(2, model);

      await().atMost(PATIENCE).until(() -> earlier.failure().isPresent());
      ChildFailure end = earlier.failure().orElseThrow();
      assertThat(end.exitCode()).as(end.toString()).isEqualTo(Supervisor.REPLACED);
      assertThat(end.lastError().orElseThrow())
          .matches(
              "eval-service \\(process \\d+\\) of run evals ends: an eval-service that was started"
                  + " later has taken its place; only the last to start may write");
      log.await(log.topics().evaluations(), 3);
      assertThat(later.failure()).isEmpty();
    }
    assertThat(log.read(log.topics().evaluations(), Evaluation.class))
        .extracting(Evaluation::getPolicyVersion)
        .containsExactly(0, 1, 2);
  }

  private Supervisor start(String name, Map<String, String> more) {
    var supervisor = new Supervisor(RestartDelay.DEFAULT, Duration.ofSeconds(30), line -> {});
    supervisors.add(supervisor);
    ChildSpec child = fleet.child(Service.EVAL, name, Optional.empty());
    Map<String, String> environment = new HashMap<>(child.environment());
    environment.putAll(more);
    supervisor.start(new ChildSpec(name, child.command(), environment, child.log()));
    return supervisor;
  }

  /** The line that says that a service is ready. */
  private Optional<String> ready(String name) throws IOException {
    if (!Files.exists(run.log(name))) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(run.log(name))) {
      return lines.filter(line -> line.contains("this service is ready")).findFirst();
    }
  }
}
