package dev.preceptor.reward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.testkit.Groups;
import dev.preceptor.testkit.RunResource;
import dev.preceptor.testkit.TestRun;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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

      List<ScoredGroup> groups =
          run.await(run.topics().scoredGroups(), ScoredGroup.class, 6).stream()
              .sorted(Comparator.comparingInt(ScoredGroup::getSlot))
              .toList();

      assertThat(groups).extracting(ScoredGroup::getSlot).containsExactly(0, 1, 2, 3, 5, 6);
      assertThat(groups.get(0).getResponses().get(0).getReward()).isEqualTo(2.0);
      assertThat(groups.get(0).getResponses().get(0).getAdvantage()).isPositive();
      assertThat(groups.get(1).getFailure()).isEqualTo("no image");
      assertThat(groups.get(2).getFailure()).contains("could not be read");
      assertThat(groups.get(4).getFailure()).contains("more than the limit");
      assertThat(groups.get(5).getFailure()).contains("there is no value");
      assertThat(run.await(run.topics().deadLetters(), 6))
          .hasSize(6)
          .allMatch(letter -> letter.value() == null || letter.value().length <= 16 << 20)
          .extracting(letter -> DeadLetter.of(letter.headers()).reason())
          .allMatch(reason -> !reason.isBlank());
    }
  }
}
