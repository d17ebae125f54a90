package dev.preceptor.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.history.audit.WrittenRun;
import dev.preceptor.history.ledger.RecordedRun;
import dev.preceptor.schemas.GroupKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import picocli.CommandLine;

@Tag("integration")
class StatusTest {

  @Test
  void statusShowsTheGroupsAndTheMissingProcess(TestInfo test) throws Exception {
    try (var broker = EmbeddedBroker.inTemporaryFolder()) {
      var written = WrittenRun.create(broker.bootstrapServers(), test);
      var run = RecordedRun.of(2);
      run.answer(new GroupKey(3, 0));
      run.answer(new GroupKey(3, 1));
      run.drop(run.line(RecordedRun.TOPICS.scoredGroups(), "3-1"));
      written.write(run, true);
      var out = new StringWriter();
      int exitCode =
          new CommandLine(new Status())
              .setOut(new PrintWriter(out, true))
              .execute(
                  written.topics().run(),
                  "--json",
                  "--bootstrap-servers",
                  broker.bootstrapServers());
      assertThat(exitCode).isZero();
      var json = new ObjectMapper().readTree(out.toString());
      assertThat(json.path("steps").asInt()).isEqualTo(2);
      assertThat(json.path("step").asInt()).isEqualTo(3);
      assertThat(json.path("alive").asBoolean(true)).isFalse();
      assertThat(json.path("groups").path("issued").asInt()).isEqualTo(2);
      assertThat(json.path("groups").path("judged").asInt()).isEqualTo(1);
      assertThat(json.path("groups").path("scored").asInt()).isEqualTo(1);
      var wait = json.path("waiting").get(0);
      assertThat(wait.path("for").asText()).isEqualTo("2 of 4 groups to be sampled (unit 1)");
      assertThat(wait.path("from").asText()).isEqualTo("no rollout process has partition 0");
      assertThat(wait.path("since").asText()).isEqualTo(json.path("last_progress").asText());
      assertThat(json.path("consumers").get(0).path("lag").asLong())
          .as("prompts without transaction markers")
          .isEqualTo(12);
    }
  }
}
