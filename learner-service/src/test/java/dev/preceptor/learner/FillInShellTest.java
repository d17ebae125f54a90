package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.testkit.RunResource;
import dev.preceptor.testkit.TestRun;
import dev.preceptor.testkit.TinyModel;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A learner that fills in for failed groups and lets old records go, on a real broker. */
@Tag("integration")
@QuarkusTest
@QuarkusTestResource(value = FillInShellTest.Run.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FillInShellTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int STEPS = 6;

  /** A run of six steps of two groups, of which the log keeps two steps. */
  public static final class Run extends RunResource {

    @Override
    protected String recipe(Path runFolder) {
      Path data = runFolder.resolve("data");
      Phantom.draw(new PhantomSpec(data, 8, 8, 1, 56));
      return """
          model: %s
          train_csv: %2$s/train.csv
          test_csv: %2$s/test.csv
          images: %2$s/images
          partitions: 2
          prompts_per_step: 2
          sampling_unit: 2
          num_generations: 2
          max_completion_length: 4
          max_steps: 6
          save_steps: 1
          save_total_limit: 1
          failed_groups: fill_in
          history_steps: 2
          threads: 1
          """
          .formatted(TinyModel.writeTo(runFolder.resolve("model")), data);
    }
  }

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Inject LearnerLog log;

  private static void score(TestRun run, ScoredGroup group) {
    run.send(
        run.topics().scoredGroups(),
        group.getStep() + "-" + group.getSlot(),
        ScoredGroup.class,
        group);
  }

  @Test
  @Order(1)
  void aFailedGroupIsReplacedOnceAndTheStepTrainsOnWhatHasCome() {
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN)) {
      run.await(run.topics().prompts(), Prompt.class, 2);
      score(run, Fakes.failed(1, 0, "no image"));
      score(run, Fakes.group(1, 1, 0, 1));
      Prompt spare =
          run.await(run.topics().prompts(), Prompt.class, 3).stream()
              .filter(prompt -> prompt.getSlot() == 2)
              .findFirst()
              .orElseThrow();
      assertThat(spare.getStep()).isEqualTo(1);
      assertThat(spare.getUnitSize()).isEqualTo(1);
      assertThat(spare.getPolicyVersion()).isZero();
      assertThat(log.issued(0).spares()).hasSize(1);
      assertThat(log.issued(0).lastStep()).isEqualTo(1);

      score(run, Fakes.failed(1, 0, "delivered again"));
      score(run, Fakes.group(1, 2, 1, 0));
      TrainingStep step = run.await(run.topics().trainingSteps(), TrainingStep.class, 1).get(0);
      assertThat(step.getGroups())
          .extracting(GroupOutcome::getSlot, outcome -> outcome.getOutcome().name())
          .containsExactly(tuple(0, "failed"), tuple(1, "trained"), tuple(2, "trained"));
      assertThat(run.await(run.topics().prompts(), Prompt.class, 5))
          .extracting(prompt -> prompt.getStep() + "-" + prompt.getSlot())
          .containsExactlyInAnyOrder("1-0", "1-1", "1-2", "2-0", "2-1");
    }
  }

  @Test
  @Order(2)
  void recordsOfOldStepsGoAndThoseOfTheHistoryStay() throws Exception {
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN)) {
      run.sendBytes(run.topics().rollouts(), 0, "1-0", new byte[] {1});
      run.sendBytes(run.topics().rollouts(), 0, "no key", new byte[] {1});
      for (int step = 2; step <= STEPS; step++) {
        score(run, Fakes.group(step, 0, 0, 1));
        score(run, Fakes.group(step, 1, 0, 1));
        run.await(run.topics().trainingSteps(), step);
        if (step == 4) { // before which there is nothing of step 5 to keep
          run.sendBytes(run.topics().rollouts(), 0, "5-0", new byte[] {1});
          run.sendBytes(run.topics().rollouts(), 0, "2-0", new byte[] {1});
        }
      }
      TrainingStep last =
          run.await(run.topics().trainingSteps(), TrainingStep.class, STEPS).get(STEPS - 1);
      assertThat(last.getMetrics()).containsEntry("history/first_step", 5.0);
      Instant deadline = Instant.now().plus(PATIENCE);
      while (begin(run.topics().rollouts(), 0) < 2 || keys(run).contains("4-0")) {
        assertThat(Instant.now()).as("old records are still there").isBefore(deadline);
      }
      assertThat(keys(run)).containsExactlyInAnyOrder("5-0", "5-1", "6-0", "6-1");
      assertThat(run.read(run.topics().rollouts()))
          .extracting(record -> record.key())
          .containsExactly("5-0", "2-0");
      assertThat(steps(run)).containsExactly(5, 6);
    }
  }

  private static Set<String> keys(TestRun run) {
    return run.read(run.topics().prompts()).stream()
        .map(record -> record.key())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static List<Integer> steps(TestRun run) {
    return run.read(run.topics().scoredGroups(), ScoredGroup.class).stream()
        .map(ScoredGroup::getStep)
        .distinct()
        .sorted()
        .toList();
  }

  private long begin(String topic, int partition) throws Exception {
    TopicPartition asked = new TopicPartition(topic, partition);
    try (Admin admin =
        Admin.create(
            Map.<String, Object>of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      return admin
          .listOffsets(Map.of(asked, OffsetSpec.earliest()))
          .partitionResult(asked)
          .get()
          .offset();
    }
  }
}
