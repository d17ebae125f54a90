package dev.preceptor.launcher.audit;

import static dev.preceptor.launcher.ledger.RecordedRun.SLOTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.launcher.broker.RunTopics;
import dev.preceptor.launcher.ledger.LedgerReport;
import dev.preceptor.launcher.ledger.RecordedRun;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
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
    write(RecordedRun.of(2), true);
    write(RecordedRun.of(2), false);
    var report = report();
    assertThat(report.offences()).isEmpty();
    assertThat(report.issued()).isEqualTo(3 * SLOTS);
    assertThat(report.trained()).isEqualTo(2 * SLOTS);
    assertThat(report.versionsChecked()).isEqualTo(3);
  }

  @Test
  void aTamperedLogIsFoundOutWithThePlace(TestInfo test) throws Exception {
    begin(test);
    var run = RecordedRun.of(1);
    write(run, true);
    try (var producer = producer(Map.of())) {
      var score = run.line(RecordedRun.TOPICS.scoredGroups(), "1-2");
      var surplus = producer.send(record(score)).get();
      var out = new StringWriter();
      int exitCode =
          new CommandLine(new Audit())
              .setOut(new PrintWriter(out, true))
              .execute(topics.run(), "--json", "--bootstrap-servers", broker.bootstrapServers());
      assertThat(exitCode).isEqualTo(1);
      var json = new ObjectMapper().readTree(out.toString());
      assertThat(json.path("ok").asBoolean(true)).isFalse();
      assertThat(json.path("issued").asInt()).isEqualTo(2 * SLOTS);
      assertThat(json.path("trained").asInt()).isEqualTo(SLOTS);
      assertThat(json.path("duplicated").asInt()).isEqualTo(1);
      assertThat(json.path("missing").asInt(-1)).isZero();
      var offence = json.path("offences").get(0);
      assertThat(offence.path("group").asText()).isEqualTo("1-2");
      assertThat(offence.path("topic").asText()).isEqualTo(topics.scoredGroups());
      assertThat(offence.path("partition").asInt()).isEqualTo(surplus.partition());
      assertThat(offence.path("offset").asLong()).isEqualTo(surplus.offset());
    }
  }

  private LedgerReport report() {
    return LedgerReader.read(broker.bootstrapServers(), topics, RecordedRun.RECIPE)
        .report(new RecordedRun().facts());
  }

  private void begin(TestInfo test) {
    topics = new Topics(test.getTestMethod().orElseThrow().getName());
    var run = new RunTopics(broker.bootstrapServers(), topics);
    run.create(topics.specs(RecordedRun.PARTITIONS));
    run.publish(
        Definition.newBuilder()
            .setRun(topics.run())
            .setRecipe(RecordedRun.YAML)
            .setModelSha256("")
            .setTrainSha256("")
            .setTestSha256("")
            .setCode("test")
            .setCreatedMillis(0)
            .build());
  }

  /** Writes all records in one transaction. */
  private void write(RecordedRun run, boolean keep) {
    try (var producer = producer(Map.of("transactional.id", topics.run()))) {
      producer.initTransactions();
      producer.beginTransaction();
      for (var line : run.lines()) {
        producer.send(record(line));
      }
      if (keep) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(RecordedRun.Line line) {
    var topic = line.place().topic().replace(RecordedRun.TOPICS.run() + ".", topics.run() + ".");
    return new ProducerRecord<>(
        topic, line.place().partition(), line.key().getBytes(StandardCharsets.UTF_8), line.value());
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    var settings = new HashMap<String, Object>(more);
    settings.put("bootstrap.servers", broker.bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
