package dev.preceptor.fleet.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.run.evaluation.RunningAccuracy;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.KafkaSettings;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.testkit.Records;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
class RunMonitorTest {

  private static final RunBounds BOUNDS =
      new RunBounds(new StepPlan(3, 0, 3), new UnitLayout(2, 1));

  /** What was observed, such as {@code step 1} and {@code version 1: 0.5}. */
  private static final class Seen implements RunObserver {
    private final List<String> all = new ArrayList<>();

    @Override
    public void stepped(TrainingStep step) {
      all.add("step " + step.getStep());
    }

    @Override
    public void evaluated(Evaluation evaluation) {
      all.add(
          "version %d: %s"
              .formatted(evaluation.getPolicyVersion(), evaluation.getMetrics().get("accuracy")));
    }

    @Override
    public void answered(RunningAccuracy now) {}

    @Override
    public void sampled(GroupKey group) {}

    @Override
    public void judged(GroupKey group, String judge) {}

    @Override
    public void scored(GroupKey group) {}
  }

  @Test
  void anEvaluationThatWasForgedAheadOfTheRunIsNotTakenForTheRunsOwn() throws Exception {
    try (var broker = EmbeddedBroker.inTemporaryFolder()) {
      BrokerAccess access = BrokerAccess.open(broker.bootstrapServers());
      Topics topics = new Topics("watched");
      new RunTopics(access, topics).create(topics.specs(1));
      try (var producer =
              new KafkaProducer<>(
                  KafkaSettings.writer(access),
                  new ByteArraySerializer(),
                  new ByteArraySerializer());
          var monitor = new RunMonitor(access, topics, 1, BOUNDS, false)) {
        for (int i = 0; i < 50; i++) { // more than are held at one time
          send(producer, topics.evaluations(), 2, forged(2));
        }
        send(producer, topics.evaluations(), 1, Records.evaluation(1, 0.1)); // ahead for now
        var seen = new Seen();
        send(producer, topics.evaluations(), 0, Records.evaluation(0, 0.2));
        await()
            .untilAsserted(
                () -> {
                  monitor.poll(seen);
                  assertThat(seen.all).containsExactly("version 0: 0.2");
                });
        for (int step = 1; step <= 3; step++) {
          send(producer, topics.trainingSteps(), step, Records.step(step, 0.5, 2));
          send(producer, topics.evaluations(), step, Records.evaluation(step, 0.3));
        }
        await()
            .untilAsserted(
                () -> {
                  monitor.poll(seen);
                  assertThat(seen.all)
                      .contains("version 1: 0.3", "version 2: 0.3", "version 3: 0.3")
                      .containsSubsequence("step 1", "step 2", "step 3")
                      .hasSize(7);
                });
      }
    }
  }

  private static Evaluation forged(int version) {
    Evaluation forged = Records.evaluation(version, 1);
    forged.setPolicySha256("0".repeat(64));
    return forged;
  }

  @SuppressWarnings("unchecked")
  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, int key, SpecificRecord record)
      throws Exception {
    byte[] value = RecordCodec.of((Class<SpecificRecord>) record.getClass()).encode(record);
    byte[] name = Integer.toString(key).getBytes(UTF_8);
    producer.send(new ProducerRecord<>(topic, name, value)).get();
  }
}
