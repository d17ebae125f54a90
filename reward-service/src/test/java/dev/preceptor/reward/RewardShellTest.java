package dev.preceptor.reward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.testkit.Groups;
import dev.preceptor.testkit.HostileBatch;
import dev.preceptor.testkit.HostileClient;
import dev.preceptor.testkit.RunResource;
import dev.preceptor.testkit.TestRun;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
@QuarkusTest
@QuarkusTestResource(value = RewardShellTest.Run.class, restrictToAnnotatedClass = true)
class RewardShellTest {

  /** A run without judges. */
  public static final class Run extends RunResource {
    @Override
    protected String recipe(Path runFolder) {
      return """
          model: tiny
          phantom: {train: 8, test: 8}
          num_generations: 2
          prompts_per_step: 8
          sampling_unit: 1
          """;
    }
  }

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Test
  void everyRolloutBecomesOneGroupWhateverItLooksLike() {
    String right = "<think>Right.</think>\n<answer>B</answer>";
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN)) {
      String rollouts = run.topics().rollouts();
      for (int slot = 0; slot < 8; slot++) {
        String key = "1-" + slot;
        run.sendBytes(
            run.topics().prompts(),
            slot % 2,
            key,
            RecordCodec.of(Prompt.class).encode(prompt(slot)));
      }
      run.sendBytes(rollouts, "1-2", "garbage".getBytes(StandardCharsets.UTF_8));
      run.sendBytes(rollouts, "1-5", new byte[Topics.MAX_RECORD_BYTES + (1 << 20)]);
      run.sendBytes(rollouts, "1-6", null);
      run.sendBytes(
          run.topics().judgements(), "1-0", new byte[Topics.MAX_RECORD_BYTES + (1 << 20)]);
      run.sendBytes(run.topics().judgements(), "x".repeat(100_000), new byte[] {1});
      run.sendBytes(run.topics().judgements(), null, null);
      run.send(rollouts, "1-1", Rollout.class, Groups.failedRollout(1, 1, "no image"));
      for (int delivered = 0; delivered < 2; delivered++) {
        run.send(rollouts, "1-0", Rollout.class, Groups.rollout(1, 0, right, "B"));
      }
      run.send(rollouts, "1-3", Rollout.class, Groups.rollout(1, 3, "B", right));
      run.send(rollouts, "500-0", Rollout.class, Groups.rollout(500, 0, right, right));
      run.sendBytes(rollouts, "1-7", "garbage".getBytes(StandardCharsets.UTF_8));
      run.send(rollouts, "1-7", Rollout.class, Groups.rollout(1, 7, right, "B"));
      try (HostileClient hostile = HostileClient.connect(bootstrapServers)) {
        hostile.send(rollouts, 0, HostileBatch.bomb(CompressionType.ZSTD, 300 << 20));
        hostile.send(
            run.topics().judgements(), 1, HostileBatch.bomb(CompressionType.GZIP, 64 << 20));
      }
      assertThat(run.await(run.topics().deadLetters(), 10)).hasSize(10);
      assertThat(run.await(run.topics().scoredGroups(), 4)).hasSize(4);
      acknowledgePrompts(run);

      List<ScoredGroup> groups =
          run.await(run.topics().scoredGroups(), ScoredGroup.class, 7).stream()
              .sorted(Comparator.comparingInt(ScoredGroup::getSlot))
              .toList();

      assertThat(groups).extracting(ScoredGroup::getSlot).containsExactly(0, 1, 2, 3, 5, 6, 7);
      assertThat(groups.get(0).getResponses().get(0).getReward()).isEqualTo(2.0);
      assertThat(groups.get(0).getResponses().get(0).getAdvantage()).isPositive();
      assertThat(groups.get(1).getFailure()).isEqualTo("no image");
      assertThat(groups.get(2).getFailure()).contains("could not be read");
      assertThat(groups.get(4).getFailure()).contains("more than the limit");
      assertThat(groups.get(5).getFailure()).contains("there is no value");
      assertThat(groups.get(6).getFailure()).isNull();
      assertThat(run.await(run.topics().deadLetters(), 10))
          .hasSize(10)
          .allMatch(letter -> letter.value() == null || letter.value().length <= 16 << 20)
          .extracting(letter -> DeadLetter.of(letter.headers()).reason())
          .allMatch(reason -> !reason.isBlank())
          .anyMatch(reason -> reason.startsWith("group 500-0: the run has steps 1 to "))
          .anyMatch(reason -> reason.contains("(zstd)") && reason.contains("unpacks to more than"))
          .anyMatch(reason -> reason.contains("(gzip)") && reason.contains("unpacks to more than"));
    }
  }

  private static Prompt prompt(int slot) {
    return Prompt.newBuilder()
        .setStep(1)
        .setSlot(slot)
        .setUnit(slot)
        .setUnitSize(1)
        .setRow(1)
        .setQuestion("Which side?")
        .setChoices(List.of("left", "right", "both", "none"))
        .setAnswer("B")
        .setText("Which side?")
        .setSeed(1)
        .setPolicyVersion(0)
        .build();
  }

  /** As rollout workers do that have written all their rollouts. */
  private void acknowledgePrompts(TestRun run) {
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers))) {
      admin
          .alterConsumerGroupOffsets(
              run.topics().member("rollout"),
              Map.of(
                  new TopicPartition(run.topics().prompts(), 0),
                  new OffsetAndMetadata(4),
                  new TopicPartition(run.topics().prompts(), 1),
                  new OffsetAndMetadata(4)))
          .all()
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
