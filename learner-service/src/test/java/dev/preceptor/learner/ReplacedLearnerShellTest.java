package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.kit.ReplacedException;
import dev.preceptor.policy.PolicyPublisher;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.Steps;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.testkit.RunResource;
import dev.preceptor.testkit.TestRun;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A learner that a later one takes the place of, for which the service is of no more use. */
@QuarkusTest
@Tag("integration")
@QuarkusTestResource(value = ReplacedLearnerShellTest.Run.class, restrictToAnnotatedClass = true)
class ReplacedLearnerShellTest {

  /** A run of its own, because what is replaced here stays replaced. */
  public static final class Run extends LearnerShellTest.Run {}

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Inject StepTransaction transaction;

  @Test
  void aLearnerThatWasReplacedLeavesNothingOfItsStep() {
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN);
        KafkaProducer<String, byte[]> successor = successor()) {
      run.await(run.topics().prompts(), Prompt.class, 2);
      int chunks = run.read(run.topics().policy()).size();
      transaction.requireNotReplaced();
      successor.initTransactions();

      assertThatThrownBy(() -> transaction.commit(lateStep()))
          .isInstanceOf(ReplacedException.class)
          .hasMessageStartingWith("learner learner (process ")
          .hasMessageContaining("has taken its place");
      assertThatThrownBy(transaction::requireNotReplaced).isInstanceOf(ReplacedException.class);

      assertThat(run.read(run.topics().trainingSteps())).isEmpty();
      assertThat(run.read(run.topics().prompts())).hasSize(2);
      assertThat(run.read(run.topics().policy())).hasSize(chunks);
    }
  }

  private KafkaProducer<String, byte[]> successor() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            RunResource.RUN + "-learner"),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static StepResult lateStep() {
    Fakes.OneWeight trainer = new Fakes.OneWeight();
    TrainingStep record =
        TrainingStep.newBuilder()
            .setStep(1)
            .setPolicyVersion(1)
            .setPolicySha256("0")
            .setGroups(List.of())
            .setMetrics(Map.of())
            .setTimestampMillis(0)
            .build();
    return new StepResult(
        record,
        new ReachedStep(1, trainer.policy(), "0", Map.of(0, 1L)),
        new PolicyPublisher(1).publish(1, "0", trainer.policy()),
        new PromptsAhead(Fakes.issuer(new StepPlan(2, 0, 1))).prompts(new Steps(2, 2)));
  }
}
