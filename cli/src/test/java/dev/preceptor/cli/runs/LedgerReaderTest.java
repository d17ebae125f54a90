package dev.preceptor.cli.runs;

import static dev.preceptor.history.ledger.RecordedRun.SLOTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.history.audit.LedgerReader;
import dev.preceptor.history.audit.WrittenRun;
import dev.preceptor.history.ledger.LedgerReport;
import dev.preceptor.history.ledger.RecordedRun;
import dev.preceptor.history.ledger.RunFacts;
import dev.preceptor.history.ledger.Violation;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import picocli.CommandLine;

@Tag("integration")
class LedgerReaderTest {

  private static EmbeddedBroker broker;

  private WrittenRun written;
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
  void aCommittedRunIsAcceptedAndAbortedRecordsDoNotCount(TestInfo test) {
    begin(test);
    written.write(RecordedRun.of(2), true);
    written.write(RecordedRun.of(2), false);
    var report = report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.issued()).isEqualTo(3 * SLOTS);
    assertThat(report.trained()).isEqualTo(2 * SLOTS);
    assertThat(report.versionsChecked()).isEqualTo(3);
  }

  @Test
  void aTamperedLogIsReportedWithThePlace(TestInfo test) throws Exception {
    begin(test);
    var run = RecordedRun.of(1);
    written.write(run, true);
    var surplus = written.write(run.line(RecordedRun.TOPICS.scoredGroups(), "1-2"));
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
    var violation = json.path("offences").get(0);
    assertThat(violation.path("group").asText()).isEqualTo("1-2");
    assertThat(violation.path("topic").asText()).isEqualTo(topics.scoredGroups());
    assertThat(violation.path("partition").asInt()).isEqualTo(surplus.partition());
    assertThat(violation.path("offset").asLong()).isEqualTo(surplus.offset());
  }

  @Test
  void expiredRecordsAreDistinguishedFromLostOnes(TestInfo test) throws Exception {
    begin(test);
    written.write(RecordedRun.of(9).bounded(3, step -> Math.max(1, step - 2)), true);
    written.deleteBefore(7);
    var report = report(3);
    assertThat(report.violations()).isEmpty();
    assertThat(report.firstStep()).isEqualTo(7);
    assertThat(report.expired()).isEqualTo(6 * SLOTS);
    assertThat(report.trained()).isEqualTo(9 * SLOTS);

    written.deleteBefore(8);
    var lost = report(3);
    assertThat(lost.ok()).isFalse();
    assertThat(lost.violations()).allMatch(violation -> violation.subject().startsWith("7-"));
  }

  @Test
  void aGroupCommittedButNeverTrainedOnIsDetected(TestInfo test) {
    begin(test);
    var run = RecordedRun.of(2);
    run.answer(new GroupKey(3, 1));
    long afterAll = run.next(RecordedRun.TOPICS.scoredGroups(), 1);
    written.write(
        run,
        Map.of(new TopicPartition(topics.scoredGroups(), 1), new OffsetAndMetadata(afterAll)),
        topics.member("learner"),
        true);
    assertThat(report().violations())
        .extracting(Violation::what)
        .containsExactly("is after group 3-1, whose step is not taken yet");
  }

  private LedgerReport report() {
    return LedgerReader.read(
            BrokerAccess.open(broker.bootstrapServers()), topics, RecordedRun.RECIPE)
        .report(new RecordedRun().facts());
  }

  private LedgerReport report(int historySteps) {
    return LedgerReader.read(
            BrokerAccess.open(broker.bootstrapServers()), topics, RecordedRun.RECIPE)
        .report(new RunFacts(SLOTS, false, historySteps, Optional.empty(), true));
  }

  private void begin(TestInfo test) {
    written = WrittenRun.create(broker.bootstrapServers(), test);
    topics = written.topics();
  }
}
