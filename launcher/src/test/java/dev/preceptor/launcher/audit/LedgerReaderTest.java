package dev.preceptor.launcher.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.launcher.broker.RunTopics;
import dev.preceptor.launcher.run.Records;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import picocli.CommandLine;

class LedgerReaderTest {

  private static final int GROUPS = 4;
  private static EmbeddedBroker broker;

  private Topics topics;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.inTemporaryFolder();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void aCommittedRunIsInOrderAndWhatWasRolledBackDoesNotCount(TestInfo test) {
    begin(test);
    commit(1, true);
    commit(2, true);
    commit(2, false);
    var report = LedgerReader.read(broker.bootstrapServers(), topics).report();
    assertThat(report.offences()).isEmpty();
    assertThat(report.issued()).isEqualTo(2 * GROUPS);
    assertThat(report.trained()).isEqualTo(2 * GROUPS);
  }

  @Test
  void aTamperedLogIsFoundOutWithThePlace(TestInfo test) throws Exception {
    begin(test);
    commit(1, true);
    try (var producer = producer(Map.of())) {
      var surplus = producer.send(scored(new GroupKey(1, 2))).get();
      var out = new StringWriter();
      int exitCode =
          new CommandLine(new Audit())
              .setOut(new PrintWriter(out, true))
              .execute(topics.run(), "--json", "--bootstrap-servers", broker.bootstrapServers());
      assertThat(exitCode).isEqualTo(1);
      var json = new ObjectMapper().readTree(out.toString());
      assertThat(json.path("ok").asBoolean(true)).isFalse();
      assertThat(json.path("issued").asInt()).isEqualTo(GROUPS);
      assertThat(json.path("trained").asInt()).isEqualTo(GROUPS);
      assertThat(json.path("duplicated").asInt()).isEqualTo(1);
      assertThat(json.path("missing").asInt(-1)).isZero();
      var offence = json.path("offences").get(0);
      assertThat(offence.path("group").asText()).isEqualTo("1-2");
      assertThat(offence.path("topic").asText()).isEqualTo(topics.scoredGroups());
      assertThat(offence.path("partition").asInt()).isEqualTo(surplus.partition());
      assertThat(offence.path("offset").asLong()).isEqualTo(surplus.offset());
    }
  }

  @Test
  void recordsThatNobodyCanReadAreCountedAndDoNoHarm(TestInfo test) throws Exception {
    begin(test);
    commit(1, true);
    try (var producer = producer(Map.of())) {
      for (var topic : List.of(topics.prompts(), topics.scoredGroups(), topics.trainingSteps())) {
        producer.send(new ProducerRecord<>(topic, bytes("1-0"), bytes("junk"))).get();
      }
      producer.send(new ProducerRecord<>(topics.rollouts(), null, bytes("junk"))).get();
    }
    var report = LedgerReader.read(broker.bootstrapServers(), topics).report();
    assertThat(report.offences()).isEmpty();
    assertThat(report.unreadable()).isEqualTo(4);
  }

  private void begin(TestInfo test) {
    topics = new Topics(test.getTestMethod().orElseThrow().getName());
    new RunTopics(broker.bootstrapServers(), topics).create(topics.specs(3, 1 << 20));
  }

  /** Writes all records of a step in one transaction. */
  private void commit(int step, boolean keep) {
    try (var producer = producer(Map.of("transactional.id", topics.run()))) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int slot = 0; slot < GROUPS; slot++) {
        var group = new GroupKey(step, slot);
        producer.send(
            new ProducerRecord<>(topics.prompts(), bytes(group.toString()), prompt(group)));
        producer.send(
            new ProducerRecord<>(topics.rollouts(), bytes(group.toString()), bytes("any")));
        producer.send(scored(group));
      }
      var taken = RecordCodec.of(TrainingStep.class).encode(Records.step(step, 0.5, GROUPS));
      producer.send(
          new ProducerRecord<>(topics.trainingSteps(), bytes(String.valueOf(step)), taken));
      if (keep) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  private static byte[] prompt(GroupKey group) {
    return RecordCodec.of(Prompt.class)
        .encode(
            Prompt.newBuilder()
                .setStep(group.step())
                .setSlot(group.slot())
                .setUnit(0)
                .setUnitSize(GROUPS)
                .setRow(1)
                .setQuestion("What is it?")
                .setChoices(List.of("a", "b", "c", "d"))
                .setAnswer("A")
                .setText("What is it?")
                .setSeed(1)
                .setPolicyVersion(0)
                .build());
  }

  private ProducerRecord<byte[], byte[]> scored(GroupKey group) {
    var value =
        RecordCodec.of(ScoredGroup.class)
            .encode(
                ScoredGroup.newBuilder()
                    .setStep(group.step())
                    .setSlot(group.slot())
                    .setPolicyVersion(0)
                    .setResponses(List.of())
                    .setSampleMillis(1)
                    .setWorker("w")
                    .build());
    return new ProducerRecord<>(topics.scoredGroups(), bytes(group.toString()), value);
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    var settings = new HashMap<String, Object>(more);
    settings.put("bootstrap.servers", broker.bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
