package dev.preceptor.reward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.kit.DeadLetterCounts;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.trace.GroupTraces;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ConsumerGroups;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.scoring.GroupScoring;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.testkit.Groups;
import dev.preceptor.testkit.HostileBatch;
import dev.preceptor.testkit.HostileClient;
import dev.preceptor.testkit.TestBroker;
import dev.preceptor.testkit.TestRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service goes away while groups wait for their judges, and comes back. */
@Tag("integration")
@Timeout(180)
class RestartedServiceTest {

  private static final long DEADLINE_MILLIS = 20_000;
  private static final String RECIPE =
      """
      model: tiny
      phantom: {}
      num_generations: 2
      rewards: [{name: format}, {name: both, judges: [one, two], quorum: all}]
      judges: [{name: one, model: a}, {name: two, model: b}]
      judge_deadline_seconds: 20
      """;
  private static final String RIGHT = "<think>Right.</think>\n<answer>B</answer>";

  @TempDir Path state;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private KafkaStreams service(String bootstrapServers, TestRun run) {
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            StreamsConfig.APPLICATION_ID_CONFIG,
            run.topics().member("reward"),
            StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            StreamsConfig.EXACTLY_ONCE_V2,
            StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
            10,
            StreamsConfig.STATE_DIR_CONFIG,
            state.toString(),
            StreamsConfig.consumerPrefix("session.timeout.ms"),
            6000,
            StreamsConfig.consumerPrefix("auto.offset.reset"),
            "earliest"));
    RewardAssembly assembly = RewardAssembly.of(RecipeReader.parse("test", RECIPE, Job.TRAIN));
    KafkaStreams streams =
        new KafkaStreams(
            RewardTopology.of(
                assembly,
                new PartCheck(
                    new RunBounds(new StepPlan(9, 0, 1), new UnitLayout(4, 1)),
                    TakenSteps.upTo(0),
                    2,
                    1),
                new BrokerGroupLog(
                    RunLog.at(BrokerAccess.open(bootstrapServers), run.topics()),
                    () -> new ConsumerGroups(BrokerAccess.open(bootstrapServers)),
                    run.topics(),
                    new UnitLayout(4, 1),
                    1),
                run.topics(),
                new WaitingGroups((awaited, what) -> told.add(what)),
                new DeadLetterCounts(),
                new Duplicates(),
                GroupTraces.off()),
            settings,
            new GuardedClients());
    streams.start();
    return streams;
  }

  private void awaitTold(String what) throws InterruptedException {
    String now;
    do {
      now = told.poll(60, TimeUnit.SECONDS);
      assertThat(now).as("within a minute: " + what).isNotNull();
    } while (!now.equals(what));
  }

  private static void judge(TestRun run, String judge, int slot) {
    run.send(
        run.topics().judgements(),
        "1-" + slot,
        Judgement.class,
        Groups.judgement(judge, 1, slot, Groups.YES, Groups.NO));
  }

  @Test
  void whatWaitedBeforeARestartWaitsAfterItUntilItsOldDeadline() throws Exception {
    try (TestBroker broker = TestBroker.start();
        TestRun run = TestRun.connect(broker.bootstrapServers(), "restart").create(1, RECIPE)) {
      long goneMillis;
      try (KafkaStreams first = service(broker.bootstrapServers(), run)) {
        judge(run, "one", 0);
        judge(run, "one", 1);
        for (int slot = 0; slot < 2; slot++) {
          run.send(
              run.topics().rollouts(),
              "1-" + slot,
              Rollout.class,
              Groups.rollout(1, slot, RIGHT, RIGHT));
        }
        awaitTold("judgements of 2 groups: two 2");
        assertThat(first.close(Duration.ofSeconds(60))).isTrue();
        goneMillis = System.currentTimeMillis();
      }
      // A stranger writes to the topics that the stores are restored from.
      for (String store : List.of("waiting", "finished", "unreadable")) {
        String changelog = "%s-%s-changelog".formatted(run.topics().member("reward"), store);
        run.sendBytes(changelog, "garbage", new byte[] {1, 2, 3});
        run.sendBytes(changelog, "1-3", new byte[] {1, 2, 3});
        run.sendBytes(changelog, "500-0", new byte[0]);
        try (HostileClient hostile = HostileClient.connect(broker.bootstrapServers())) {
          hostile.send(changelog, 0, HostileBatch.longKey(CompressionType.ZSTD, 64 << 20));
        }
      }
      run.sendBytes(run.topics().member("reward") + "-finished-changelog", "1-0", new byte[0]);
      // The second judge speaks of one group while nobody listens, and of the other too late.
      judge(run, "two", 0);
      try (KafkaStreams second = service(broker.bootstrapServers(), run)) {
        ScoredGroup whole = run.await(run.topics().scoredGroups(), ScoredGroup.class, 1).get(0);
        assertThat(whole.getSlot()).isZero();
        assertThat(whole.getResponses().get(0).getReward()).isEqualTo(2.0);
        assertThat(whole.getResponses().get(1).getReward()).isEqualTo(1.0);
        assertThat(whole.getDeadlineMillis()).isNull();

        ScoredGroup late = run.await(run.topics().scoredGroups(), ScoredGroup.class, 2).get(1);
        assertThat(late.getSlot()).isEqualTo(1);
        assertThat(GroupScoring.lateJudges(late)).containsExactly("two");
        assertThat(late.getDeadlineMillis())
            .as("set before the restart and kept")
            .isLessThanOrEqualTo(goneMillis + DEADLINE_MILLIS);
        judge(run, "two", 1);
        run.send(
            run.topics().rollouts(), "1-2", Rollout.class, Groups.failedRollout(1, 2, "the end"));
        assertThat(run.await(run.topics().scoredGroups(), ScoredGroup.class, 3))
            .extracting(ScoredGroup::getSlot)
            .containsExactly(0, 1, 2);
        assertThat(second.close(Duration.ofSeconds(60))).isTrue();
      }
    }
  }
}
