package dev.preceptor.fleet.train;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.fleet.broker.BrokerPorts;
import dev.preceptor.fleet.services.Service;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.BrokerAddress;
import dev.preceptor.run.Installation;
import dev.preceptor.run.ModelFacts;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.Summary;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ClientConfig;
import dev.preceptor.runlog.KafkaSettings;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.TopicSpec;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.testkit.Records;
import dev.preceptor.testkit.TestRecipes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs, with idle processes in place of the services; the test writes their records. */
@Tag("integration")
@Timeout(120)
class TrainingSessionTest {

  private static final ModelFacts MODEL =
      new ModelFacts("model-sha", "files-sha", 1000, 2000, List.of());
  private static EmbeddedBroker broker;
  @TempDir private static Path root;

  @TempDir Path runs;

  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private final StopSignal stop = StopSignal.install();

  @BeforeAll
  static void start() throws IOException {
    broker = EmbeddedBroker.inTemporaryFolder();
    for (var service : Service.values()) {
      writeJar(root.resolve(service.label()).resolve("target/quarkus-app/quarkus-run.jar"));
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void aRunIsExecutedToItsLastEvaluationAndSummarized(TestInfo test) throws Exception {
    var run = run(test);
    var recipe = drawn(run, "max_steps: 2");
    var summary =
        session(plan(run, recipe, false, 0), Optional.of(broker.bootstrapServers()))
            .begin(
                () -> {
                  send(run, run.topics().rollouts(), "1-0", new byte[0]);
                  send(run, Records.evaluation(0, 0.25));
                  send(run, Records.step(1, 0.5, 4));
                  send(run, Records.step(2, 0.75, 4));
                  new Thread(() -> measureOnceStarted(run)).start();
                });
    assertThat(summary.steps()).isEqualTo(2);
    assertThat(summary.accuracyBefore()).isEqualTo(0.25);
    assertThat(summary.accuracyAfter()).isEqualTo(0.5);
    var json = new ObjectMapper().readTree(Files.readString(run.summary()));
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "run",
            "steps",
            "policy_sha256",
            "seconds",
            "seconds_to_first_reward",
            "reward_first",
            "reward_last",
            "accuracy_before",
            "accuracy_after",
            "groups_trained",
            "groups_skipped",
            "groups_failed",
            "first_failure",
            "steps_without_effect",
            "without_effect",
            "ok");
    assertThat(lines).filteredOn(line -> line.startsWith("there is no console")).hasSize(1);
    assertThat(Files.readAllLines(run.metrics())).hasSize(4);
    assertThat(run.data().resolve("train.csv")).exists();
    assertThat(Files.readString(run.recipe())).isEqualTo(recipe.toYaml());
    for (var service : Service.values()) {
      assertThat(run.log(service.label())).exists();
    }
    var definition =
        new RunTopics(BrokerAccess.open(broker.bootstrapServers()), run.topics()).definition();
    assertThat(definition.orElseThrow().getModelSha256()).isEqualTo("model-sha");
  }

  @Test
  void aResumedRunGoesFurtherAndHasNoLineTwice(TestInfo test) throws Exception {
    var run = run(test);
    session(plan(run, drawn(run, "max_steps: 1"), false, 0), Optional.empty())
        .begin(
            () -> {
              send(run, Records.evaluation(0, 0.25));
              send(run, Records.step(1, 0.5, 4));
              send(run, Records.evaluation(1, 0.3));
            });
    assertThat(run.broker()).doesNotExist();
    var summary =
        session(plan(run, drawn(run, "max_steps: 2"), true, 1), Optional.empty())
            .resume(
                () -> {
                  send(run, Records.step(2, 0.75, 4));
                  send(run, Records.evaluation(2, 0.5));
                });
    assertThat(summary.steps()).isEqualTo(2);
    assertThat(summary.rewardFirst()).isEqualTo(0.5);
    assertThat(summary.secondsToFirstReward()).isNull();
    assertThat(Files.readAllLines(run.metrics())).hasSize(5).doesNotHaveDuplicates();
    assertThat(lines).filteredOn(line -> line.startsWith("step ")).hasSize(2);
  }

  @Test
  void aRunResumesOnlyWithItsOriginalModel(TestInfo test) throws Exception {
    var run = run(test);
    var recipe = TestRecipes.drawn("max_steps: 1");
    session(plan(run, drawn(run, "max_steps: 1"), false, 0), Optional.of(broker.bootstrapServers()))
        .begin(
            () -> {
              send(run, Records.step(1, 0.5, 4));
              send(run, Records.evaluation(1, 0.3));
            });
    var other = new ModelFacts("other-sha", "files-sha", 1000, 2000, List.of());
    var plan = new RunPlan(run, drawn(run, recipe), true, other, List.of(), 1);
    assertThatThrownBy(() -> session(plan, Optional.of(broker.bootstrapServers())).resume(() -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("model: its contents have changed");
  }

  @Test
  void aRunThatCannotBeStartedLeavesNothingBehind(TestInfo test) throws Exception {
    var run = run(test);
    var empty = new Installation(runs.resolve("nowhere"));
    var plan = plan(run, drawn(run, "max_steps: 1"), false, 0);
    var options = options(Optional.of(broker.bootstrapServers()));
    assertThatThrownBy(
            () -> new TrainingSession(plan, options, empty, new Lines(lines), stop).begin())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not built");
    assertThat(run.path()).doesNotExist();
  }

  @Test
  void topicsThatSomebodyElseMadeMustFitTheRun(TestInfo test) throws Exception {
    var run = run(test);
    var topics = new RunTopics(BrokerAccess.open(broker.bootstrapServers()), run.topics());
    topics.create(List.of(new TopicSpec(run.topics().evaluations(), 3, Map.of())));
    var recipe = drawn(run, "max_steps: 1");

    assertThatThrownBy(
            () ->
                session(plan(run, recipe, false, 0), Optional.of(broker.bootstrapServers()))
                    .begin(() -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "topic %s has 3 partitions; the run needs 1".formatted(run.topics().evaluations()));
    assertThat(topics.exist()).isFalse();
    assertThat(run.path()).doesNotExist();
  }

  private RunFolder run(TestInfo test) {
    return new RunFolder(runs, test.getTestMethod().orElseThrow().getName());
  }

  private static Recipe drawn(RunFolder run, String... lines) {
    return drawn(run, TestRecipes.drawn(lines));
  }

  private static Recipe drawn(RunFolder run, Recipe recipe) {
    var data = run.data();
    return recipe.withData(
        data.resolve("train.csv"), data.resolve("test.csv"), data.resolve("images"));
  }

  private static RunPlan plan(RunFolder run, Recipe recipe, boolean resumed, int stepsDone) {
    return new RunPlan(run, recipe, resumed, MODEL, List.of(), stepsDone);
  }

  private static TrainOptions options(Optional<String> bootstrapServers) {
    var kafka = ClientConfig.of(bootstrapServers, Optional.empty(), Map.of());
    return new TrainOptions(
        Path.of("test.yaml"), List.of(), BrokerPorts.free(), kafka, Map.of(), true);
  }

  private Started session(RunPlan plan, Optional<String> bootstrapServers) {
    return new Started(plan, bootstrapServers);
  }

  /** A session whose services write their records as soon as they are started. */
  private final class Started {
    private final RunPlan plan;
    private final Optional<String> bootstrapServers;

    Started(RunPlan plan, Optional<String> bootstrapServers) {
      this.plan = plan;
      this.bootstrapServers = bootstrapServers;
    }

    Summary begin(Runnable services) {
      return make(services).begin();
    }

    Summary resume(Runnable services) {
      return make(services).resume();
    }

    private TrainingSession make(Runnable services) {
      var display =
          new Lines(lines) {
            @Override
            public void note(String line) {
              super.note(line);
              if (line.startsWith("starting the services")) {
                services.run();
              }
            }
          };
      return new TrainingSession(
          plan, options(bootstrapServers), new Installation(root), display, stop);
    }
  }

  /** The evaluation service is started when the first group has been sampled. */
  private static void measureOnceStarted(RunFolder run) {
    await().atMost(1, MINUTES).until(() -> Files.exists(run.log(Service.EVAL.label())));
    send(run, Records.evaluation(2, 0.5));
  }

  private static void send(RunFolder run, TrainingStep step) {
    send(
        run,
        run.topics().trainingSteps(),
        Integer.toString(step.getStep()),
        RecordCodec.of(TrainingStep.class).encode(step));
  }

  private static void send(RunFolder run, Evaluation evaluation) {
    send(
        run,
        run.topics().evaluations(),
        Integer.toString(evaluation.getPolicyVersion()),
        RecordCodec.of(Evaluation.class).encode(evaluation));
  }

  private static void send(RunFolder run, String topic, String key, byte[] value) {
    try {
      var address = BrokerAddress.read(run).orElseThrow();
      var broker =
          address.embedded()
              ? BrokerAccess.own(run, address.bootstrapServers())
              : BrokerAccess.open(address.bootstrapServers());
      try (var producer =
          new KafkaProducer<>(
              KafkaSettings.writer(broker), new ByteArraySerializer(), new ByteArraySerializer())) {
        producer
            .send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
            .get();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void writeJar(Path jar) throws IOException {
    Files.createDirectories(jar.getParent());
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, IdleService.class.getName());
    var classFile = IdleService.class.getName().replace('.', '/') + ".class";
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        var in = IdleService.class.getClassLoader().getResourceAsStream(classFile)) {
      out.putNextEntry(new JarEntry(classFile));
      in.transferTo(out);
    }
  }

  /** A display that keeps its lines. */
  private static class Lines implements Display {
    private final ConcurrentLinkedQueue<String> lines;

    Lines(ConcurrentLinkedQueue<String> lines) {
      this.lines = lines;
    }

    @Override
    public void note(String line) {
      lines.add(line);
    }

    @Override
    public void step(String outcome, String pace) {
      lines.add(outcome);
    }

    @Override
    public void underway(String text) {}

    @Override
    public void close() {}
  }
}
