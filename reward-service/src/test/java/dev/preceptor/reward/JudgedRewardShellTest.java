package dev.preceptor.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.preceptor.run.exported.ServiceMetric;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.testkit.Groups;
import dev.preceptor.testkit.RunResource;
import dev.preceptor.testkit.TestRun;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Groups with several judges on a real broker: they disagree, they are slow, they are late. */
@Tag("integration")
@QuarkusTest
@QuarkusTestResource(value = JudgedRewardShellTest.Run.class, restrictToAnnotatedClass = true)
class JudgedRewardShellTest {

  private static final String RIGHT = "<think>Right.</think>\n<answer>B</answer>";

  /** A run with two judges that decide, and one that observes. */
  public static final class Run extends RunResource {
    @Override
    protected String recipe(Path runFolder) {
      return """
      model: tiny
      phantom: {train: 8, test: 8}
      num_generations: 2
      rewards:
        - {name: format}
        - {name: either, judges: [one, two], quorum: any}
        - {name: share, judges: [one, two], quorum: mean}
      judges: [{name: one, model: a}, {name: two, model: b}, {name: observer, model: c}]
      judge_deadline_seconds: 8
      """;
    }
  }

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Inject MeterRegistry meters;

  private static void judge(TestRun run, String judge, int slot, Verdict... verdicts) {
    run.send(
        run.topics().judgements(),
        "1-" + slot,
        Judgement.class,
        Groups.judgement(judge, 1, slot, verdicts));
  }

  private static List<Reward> rewards(ScoredGroup group, int response) {
    return group.getResponses().get(response).getRewards();
  }

  @Test
  void groupsLeaveWithWhatTheirJudgesSaidInTime() {
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN)) {
      judge(run, "one", 0, Groups.YES, Groups.NO);
      judge(run, "two", 0, Groups.NO, Groups.NO);
      judge(run, "observer", 0, Groups.NO, Groups.YES);
      // Of slot 1 "two" says nothing: it is slower than the deadline.
      judge(run, "one", 1, Groups.YES, Groups.YES);
      for (int slot = 0; slot < 2; slot++) {
        run.send(
            run.topics().rollouts(),
            "1-" + slot,
            Rollout.class,
            Groups.rollout(1, slot, RIGHT, RIGHT));
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          meters
                              .get(ServiceMetric.WAITING_FOR_JUDGE.key())
                              .tag("judge", "two")
                              .gauge()
                              .value())
                      .isEqualTo(1));
      List<ScoredGroup> groups =
          run.await(run.topics().scoredGroups(), ScoredGroup.class, 2).stream()
              .sorted(Comparator.comparingInt(ScoredGroup::getSlot))
              .toList();

      // They disagree.
      assertThat(rewards(groups.get(0), 0))
          .extracting(Reward::getName, Reward::getValue, Reward::getWhy)
          .contains(
              tuple("either", 1.0, "one yes, two no"), tuple("share", 0.5, "one yes, two no"));
      assertThat(rewards(groups.get(0), 1))
          .extracting(Reward::getValue)
          .containsExactly(1., 0., 0.);
      assertThat(groups.get(0).getDeadlineMillis()).isNull();
      assertThat(groups.get(0).getHearings())
          .extracting(JudgeStatus::getJudge, JudgeStatus::getLate)
          .containsExactly(tuple("one", false), tuple("two", false));

      // One was late: one yes decides "any", and the share is open.
      assertThat(rewards(groups.get(1), 0))
          .extracting(Reward::getValue)
          .containsExactly(1., 1., null);
      assertThat(groups.get(1).getDeadlineMillis()).isNotNull();
      assertThat(groups.get(1).getHearings())
          .extracting(JudgeStatus::getJudge, JudgeStatus::getLate)
          .containsExactly(tuple("one", false), tuple("two", true));

      // What comes after the group has left is kept, and changes nothing.
      judge(run, "two", 1, Groups.NO, Groups.NO);
      judge(run, "one", 2, Groups.NO, Groups.NO);
      judge(run, "two", 2, Groups.NO, Groups.NO);
      run.send(run.topics().rollouts(), "1-2", Rollout.class, Groups.rollout(1, 2, RIGHT, RIGHT));
      List<ScoredGroup> all = run.await(run.topics().scoredGroups(), ScoredGroup.class, 3);
      assertThat(all).extracting(ScoredGroup::getSlot).containsExactlyInAnyOrder(0, 1, 2);
      assertThat(run.read(run.topics().judgements())).hasSize(7);
      assertThat(run.read(run.topics().deadLetters())).isEmpty();
    }
  }
}
