package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.fleet.process.ChildFailure;
import dev.preceptor.fleet.process.ChildSpec;
import dev.preceptor.fleet.process.RestartDelay;
import dev.preceptor.fleet.process.Supervisor;
import dev.preceptor.fleet.services.ServiceFleet;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Definition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Learners as separate processes on a real broker. */
@Tag("integration")
@Timeout(400)
class LearnerProcessTest {

  private static final String RUN = "learners";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String RECIPE =
      """
      model: %s
      train_csv: %s
      test_csv: %s
      images: %s
      prompts_per_step: 2
      num_generations: 2
      sampling_unit: 2
      partitions: 2
      max_prompt_length: 400
      max_completion_length: 4
      learning_rate: 1.0e-3
      lr_scheduler_type: constant
      max_steps: 100000
      save_steps: 2
      save_total_limit: 2
      weight_decay: 10.0
      threads: 1
      """;

  @TempDir Path runs;

  private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
  private final List<Supervisor> supervisors = new ArrayList<>();
  private final Map<Supervisor, ProcessHandle> learners = new HashMap<>();
  private EmbeddedBroker broker;
  private RunFolder run;
  private String yaml;
  private List<ChildSpec> children;

  @BeforeEach
  void start() throws IOException {
    System.setProperty(Installation.ROOT_PROPERTY, "..");
    broker = EmbeddedBroker.inTemporaryFolder();
    run = new RunFolder(runs, RUN);
    Files.createDirectory(run.path());
    Path data = TestFiles.PMC_MINI.toAbsolutePath();
    yaml =
        RECIPE.formatted(
            TestFiles.QWEN2_VL.toAbsolutePath(),
            data.resolve("train.csv"),
            data.resolve("test_2.csv"),
            data.resolve("images"));
    var recipe = RecipeReader.parse("recipe", yaml, Job.TRAIN);
    new RunTopics(BrokerAccess.open(broker.bootstrapServers()), run.topics())
        .create(run.topics().specs(recipe.fleet().partitions()));
    define(yaml);
    children =
        new ServiceFleet(
                Installation.current(),
                run,
                recipe,
                1 << 20,
                BrokerAccess.open(broker.bootstrapServers()))
            .forSteps();
  }

  private void define(String recipe) {
    new RunTopics(BrokerAccess.open(broker.bootstrapServers()), run.topics())
        .publish(
            Definition.newBuilder()
                .setRun(RUN)
                .setRecipe(recipe)
                .setModelSha256("")
                .setTrainSha256("")
                .setTestSha256("")
                .setCode("test")
                .setCreatedMillis(0)
                .build());
  }

  @AfterEach
  void stop() {
    learners.values().forEach(process -> signal(process.pid(), "CONT"));
    supervisors.forEach(Supervisor::close);
    broker.close();
    System.clearProperty(Installation.ROOT_PROPERTY);
  }

  /** As after a network partition: under independent supervisors. */
  @Test
  void aReplacedLearnerEndsWhenItWakesUpAndTheLogIsThatOfOneLearner() throws Exception {
    startOthers();
    var first = learner("first");
    awaitStep(3);

    var second = replaceWhileFrozen(first, "second");
    var third = replaceWhileFrozen(second, "third");

    awaitStep(steps().size() + 2);
    assertThat(third.failure()).isEmpty();
    assertThat(said).isEmpty();
    third.close();
    var steps = steps();
    assertThat(steps)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, steps.size()).mapToObj(String::valueOf).toList());
    var audit =
        Executed.preceptor(
            "audit", RUN, "--json", "--bootstrap-servers", broker.bootstrapServers());
    assertThat(audit.code()).as(audit.out() + audit.err()).isZero();
    assertThat(checkpoints()).isNotEmpty().allMatch(LearnerProcessTest::isSealed);
  }

  /**
   * With weight decay, even a step without advantages changes the weights. Other settings simulate
   * another machine or program version.
   */
  @Test
  void aReplayThatDiffersStopsTheRunAndNamesTheFirstTensor() throws Exception {
    startOthers();
    var first = learner("first");
    awaitStep(3);
    first.close();
    for (Path checkpoint : checkpoints()) {
      Files.delete(checkpoint.resolve("learner.json"));
    }
    define(yaml.replace("weight_decay: 10.0", "weight_decay: 20.0"));

    var second = learner("second");

    await().atMost(PATIENCE).until(() -> second.failure().isPresent());
    ChildFailure end = second.failure().orElseThrow();
    assertThat(end.exitCode()).as(end.toString()).isEqualTo(Supervisor.BAD_INPUT);
    assertThat(end.lastError().orElseThrow())
        .startsWith("step 1: replaying it gave a policy with SHA-256 ")
        .containsPattern(
            "the first tensor that differs is [a-z0-9._]+: its element [0-9]+ \\[[0-9, ]+] is"
                + " \\S+ \\(0x[0-9a-f]{4}\\); \\S+ \\(0x[0-9a-f]{4}\\) was published; [0-9]+ of its"
                + " [0-9]+ elements differ; [0-9]+ of [0-9]+ tensors differ; the machine");
    assertThat(said).isEmpty();
  }

  /** Whoever starts a learner after it computes the same and ends the same. */
  @Test
  void weightsThatAreNotFiniteEndTheRunAndAreNotWritten() {
    define(yaml.replace("learning_rate: 1.0e-3", "learning_rate: 1.0e+39"));
    startOthers();
    for (String name : List.of("first", "second")) {
      var learner = learner(name);
      await().atMost(PATIENCE).until(() -> learner.failure().isPresent());
      ChildFailure end = learner.failure().orElseThrow();
      assertThat(end.exitCode()).as(end.toString()).isEqualTo(Supervisor.NOT_FINITE);
      assertThat(end.crashes()).isEqualTo(1);
      assertThat(end.lastError().orElseThrow())
          .matches(
              "step 1: weight [a-z0-9._]+: element \\[[0-9, ]+] is (NaN|-?Infinity) after the"
                  + " update; lower learning_rate .*");
    }
    assertThat(said).isEmpty();
    assertThat(steps()).isEmpty();
    assertThat(run.path().resolve("checkpoints/step-1")).doesNotExist();
    List<Integer> versions = new ArrayList<>();
    RunLog.at(BrokerAccess.open(broker.bootstrapServers()), run.topics())
        .replay(
            List.of(run.topics().policy()),
            event -> versions.add(((RunEvent.Published) event).value().get().getVersion()));
    assertThat(versions).containsOnly(0);
  }

  private void startOthers() {
    var others = supervisor();
    children.stream().filter(child -> !isLearner(child)).forEach(others::start);
  }

  /** Another learner takes over while one is frozen; then the frozen one wakes up. */
  private Supervisor replaceWhileFrozen(Supervisor frozen, String name) {
    long pid = learners.get(frozen).pid();
    signal(pid, "STOP");
    var next = learner(name);
    awaitStep(steps().size() + 1);
    signal(pid, "CONT");
    await().atMost(PATIENCE).until(() -> frozen.failure().isPresent());
    ChildFailure end = frozen.failure().orElseThrow();
    assertThat(end.exitCode()).as(end.toString()).isEqualTo(Supervisor.REPLACED);
    assertThat(said).as("restarts; the log: " + logOf(end)).isEmpty();
    assertThat(end.lastError())
        .as(logOf(end))
        .hasValue(
            "learner learner-service (process %d) of run %s ends: a learner that was started later"
                    .formatted(pid, RUN)
                + " has taken its place; only the last to start may write");
    return next;
  }

  private static String logOf(ChildFailure end) {
    try {
      return Files.readString(end.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Supervisor learner(String name) {
    var supervisor = supervisor();
    Set<ProcessHandle> before = ProcessHandle.current().children().collect(Collectors.toSet());
    children.stream()
        .filter(LearnerProcessTest::isLearner)
        .map(
            child ->
                new ChildSpec(child.name(), child.command(), child.environment(), run.log(name)))
        .forEach(supervisor::start);
    ProcessHandle.current()
        .children()
        .filter(process -> !before.contains(process) && isLearner(process))
        .forEach(process -> learners.put(supervisor, process));
    return supervisor;
  }

  private static boolean isLearner(ChildSpec child) {
    return child.name().equals("learner-service");
  }

  /** Another service may be started again at the same time. */
  private static boolean isLearner(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("learner-service");
  }

  private Supervisor supervisor() {
    var supervisor = new Supervisor(RestartDelay.DEFAULT, Duration.ofSeconds(30), said::add);
    supervisors.add(supervisor);
    return supervisor;
  }

  private static void signal(long pid, String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitStep(int step) {
    await().atMost(PATIENCE).until(() -> steps().size() >= step);
  }

  /** The keys of the committed steps, in the order of the log. */
  private List<String> steps() {
    List<String> steps = new ArrayList<>();
    RunLog.at(BrokerAccess.open(broker.bootstrapServers()), run.topics())
        .replay(List.of(run.topics().trainingSteps()), event -> steps.add(event.key()));
    return steps;
  }

  private List<Path> checkpoints() throws IOException {
    try (Stream<Path> folders = Files.list(run.path().resolve("checkpoints"))) {
      return folders.filter(folder -> folder.getFileName().toString().startsWith("step-")).toList();
    }
  }

  private static boolean isSealed(Path checkpoint) {
    return Files.exists(checkpoint.resolve("learner.json"));
  }
}
