package dev.preceptor.cli.judged;

import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ClientConfig;
import dev.preceptor.runlog.KafkaSettings;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A process in place of judge-service: reads rollouts and answers over Kafka with the delay and the
 * failures of its {@link JudgeBehaviour}. Its verdicts depend only on the group.
 */
public final class StandInJudge {

  private final String name;
  private final JudgeBehaviour manner;

  private StandInJudge(String name) {
    this.name = name;
    manner = JudgeBehaviour.of(name);
  }

  public static void main(String[] args) throws Exception {
    new StandInJudge(System.getenv("PRECEPTOR_JUDGE"))
        .run(
            ClientConfig.of(Optional.empty(), Optional.empty(), System.getenv())
                .access()
                .orElseThrow(),
            new Topics(System.getenv("PRECEPTOR_RUN")));
  }

  private void run(BrokerAccess broker, Topics topics) throws Exception {
    var rollouts = RecordCodec.of(Rollout.class);
    var judgements = RecordCodec.of(Judgement.class);
    Map<String, Object> reading = new HashMap<>(KafkaSettings.reader(broker));
    reading.put("group.id", topics.member("judge." + name));
    reading.put("enable.auto.commit", true);
    reading.put("max.poll.records", 1);
    try (var consumer =
            new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
        var producer =
            new KafkaProducer<>(
                KafkaSettings.writer(broker), new StringSerializer(), new ByteArraySerializer())) {
      consumer.subscribe(List.of(topics.rollouts()));
      while (true) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          var judgement = judge(rollouts.decode(record.value()));
          if (judgement.isPresent()) {
            Thread.sleep(manner.millis());
            producer
                .send(
                    new ProducerRecord<>(
                        topics.judgements(), record.key(), judgements.encode(judgement.get())))
                .get();
          }
        }
      }
    }
  }

  private Optional<Judgement> judge(Rollout rollout) {
    var group = new GroupKey(rollout.getStep(), rollout.getSlot());
    int lot = new Random(31L * group.step() + group.slot()).nextInt(100);
    if (rollout.getFailure() != null) {
      return Optional.empty();
    }
    boolean fails = lot < manner.failing();
    return Optional.of(
        Judgement.newBuilder()
            .setStep(group.step())
            .setSlot(group.slot())
            .setJudge(name)
            .setJudgeHash("stand-in")
            .setVerdicts(
                rollout.getResponses().stream()
                    .map(response -> fails ? failure() : verdict(response.getText()))
                    .toList())
            .setLatencyMillis(manner.millis())
            .build());
  }

  private static Verdict failure() {
    return Verdict.newBuilder()
        .setKind(VerdictKind.unscorable)
        .setWhy("the stand-in fails")
        .build();
  }

  /** Differs within a group, so that the verdicts affect the training. */
  private static Verdict verdict(String text) {
    return Verdict.newBuilder()
        .setKind(text.length() % 2 == 0 ? VerdictKind.yes : VerdictKind.no)
        .build();
  }
}
