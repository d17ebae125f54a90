package dev.preceptor.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.kit.DeadLetterCounts;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.trace.GroupTraces;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.scoring.GroupScoring;
import dev.preceptor.scoring.GroupState.Waiting;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.testkit.Groups;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RewardTopologyTest {

  private static final String RECIPE =
      """
      model: tiny
      phantom: {}
      num_generations: 2
      rewards: [{name: format}, {name: semantic}]
      judges: [{name: semantic, model: tiny}]
      judge_deadline_seconds: 60
      """;
  private static final String TEXT = "<think>Right.</think>\n<answer>B</answer>";
  private static final Topics TOPICS = new Topics("run");
  private static final RecordCodec<Rollout> ROLLOUTS = RecordCodec.of(Rollout.class);
  private static final RecordCodec<Judgement> JUDGEMENTS = RecordCodec.of(Judgement.class);

  private final RewardAssembly assembly =
      RewardAssembly.of(RecipeReader.parse("test", RECIPE, Job.TRAIN));
  private final List<String> told = new ArrayList<>();

  /** A run of 20 steps that has taken 9 of them. */
  private final PartCheck check =
      new PartCheck(
          new RunBounds(new StepPlan(20, 0, 1), new UnitLayout(4, 1)), TakenSteps.upTo(9), 2, 1);

  private final Set<GroupKey> read = new HashSet<>();
  private final GroupLog log =
      new GroupLog() {
        @Override
        public boolean isRolloutRead(GroupKey group) {
          return read.contains(group);
        }

        @Override
        public boolean isScored(GroupKey group) {
          return false;
        }
      };

  private final Duplicates duplicates = new Duplicates();
  private final DeadLetterCounts letterCounts = new DeadLetterCounts();
  private Awaited awaited;
  private final WaitingGroups waitingGroups = new WaitingGroups(this::told);

  private final TopologyTestDriver driver =
      new TopologyTestDriver(
          RewardTopology.of(
              assembly,
              check,
              log,
              TOPICS,
              waitingGroups,
              letterCounts,
              duplicates,
              GroupTraces.off()),
          properties());
  private final TestInputTopic<String, byte[]> rollouts = input(TOPICS.rollouts());
  private final TestInputTopic<String, byte[]> judgements = input(TOPICS.judgements());
  private final TestOutputTopic<String, byte[]> scored = output(TOPICS.scoredGroups());
  private final TestOutputTopic<String, byte[]> deadLetters = output(TOPICS.deadLetters());

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "reward");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
    return properties;
  }

  private TestInputTopic<String, byte[]> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<String, byte[]> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private void roll(int step, int slot) {
    rollouts.pipeInput(step + "-" + slot, ROLLOUTS.encode(Groups.rollout(step, slot, TEXT, TEXT)));
  }

  private void judge(int step, int slot) {
    judgements.pipeInput(step + "-" + slot, judgement(step, slot));
  }

  private static byte[] judgement(int step, int slot) {
    return JUDGEMENTS.encode(Groups.judgement("semantic", step, slot, Groups.YES, Groups.YES));
  }

  private ScoredGroup read() {
    return RecordCodec.of(ScoredGroup.class).decode(scored.readValue());
  }

  private void told(Awaited now, String what) {
    awaited = now;
    told.add(what);
  }

  private String nowTold() {
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    return told.get(told.size() - 1);
  }

  @Test
  void whatIsWaitedForIsTold() {
    roll(1, 0);
    roll(1, 1);
    judge(1, 2);
    assertThat(nowTold()).isEqualTo("judgements of 2 groups: semantic 2");
    assertThat(awaited).isEqualTo(Awaited.JUDGEMENTS);
    assertThat(waitingGroups.groups()).isEqualTo(2);
    assertThat(waitingGroups.waitingFor("semantic")).isEqualTo(2);
    assertThat(waitingGroups.waitingFor("other")).isZero();
    judge(1, 0);
    assertThat(nowTold()).isEqualTo("judgements of 1 groups: semantic 1");
    judge(1, 1);
    assertThat(nowTold()).isEqualTo("rollouts");
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void groupAndJudgementMeetInEitherOrder() {
    roll(1, 0);
    judge(1, 1);
    assertThat(scored.isEmpty()).isTrue();
    judge(1, 0);
    roll(1, 1);
    assertThat(read().getSlot()).isZero();
    ScoredGroup second = read();
    assertThat(second.getSlot()).isEqualTo(1);
    assertThat(second.getResponses().get(0).getReward()).isEqualTo(2.0);
  }

  @Test
  void anIdleJudgeDoesNotHoldAGroupBeyondItsDeadline() {
    roll(1, 0);
    driver.advanceWallClockTime(Duration.ofSeconds(59));
    assertThat(scored.isEmpty()).isTrue();
    driver.advanceWallClockTime(Duration.ofSeconds(2));
    ScoredGroup group = read();
    assertThat(group.getResponses().get(0).getRewards().get(1).getValue()).isNull();
    assertThat(GroupScoring.lateJudges(group)).containsExactly("semantic");
    assertThat(group.getDeadlineMillis()).isNotNull();
    judge(1, 0);
    assertThat(scored.isEmpty()).isTrue();
  }

  /** A judge must not be called late because nobody was there to hear it. */
  @Test
  void verdictsThatWereGivenWhileTheServiceWasAwayAreReadBeforeADeadlineStrikes() {
    roll(1, 0);
    Waiting waiting = driver.<String, Waiting>getKeyValueStore(GroupProcessor.WAITING).get("1-0");
    try (TopologyTestDriver restarted =
        new TopologyTestDriver(
            RewardTopology.of(
                assembly,
                check,
                log,
                TOPICS,
                new WaitingGroups(this::told),
                letterCounts,
                duplicates,
                GroupTraces.off()),
            properties(),
            Instant.ofEpochMilli(waiting.deadlineMillis().getAsLong() + 600_000))) {
      restarted.<String, Waiting>getKeyValueStore(GroupProcessor.WAITING).put("1-0", waiting);
      restarted.advanceWallClockTime(Duration.ofSeconds(1));
      restarted
          .createInputTopic(TOPICS.judgements(), new StringSerializer(), new ByteArraySerializer())
          .pipeInput("1-0", judgement(1, 0));
      ScoredGroup group =
          RecordCodec.of(ScoredGroup.class)
              .decode(
                  restarted
                      .createOutputTopic(
                          TOPICS.scoredGroups(),
                          new StringDeserializer(),
                          new ByteArrayDeserializer())
                      .readValue());
      assertThat(group.getResponses().get(0).getReward()).isEqualTo(2.0);
      assertThat(group.getDeadlineMillis()).isNull();
    }
  }

  @Test
  void aDuplicateNeverCountsTwice() {
    roll(1, 0);
    judge(1, 0);
    roll(1, 0);
    judge(1, 0);
    driver.advanceWallClockTime(Duration.ofMinutes(2));
    assertThat(scored.readValuesToList()).hasSize(1);
    assertThat(driver.getKeyValueStore(GroupProcessor.WAITING).all().hasNext()).isFalse();
    assertThat(duplicates.counts()).containsOnly(entry("rollouts", 1L), entry("judgements", 1L));
  }

  @Test
  void marksOfTrainedStepsAreForgottenAndWhatComesOfThemLateStaysOut() {
    for (int step = 1; step <= 9; step++) {
      roll(step, 0);
      judge(step, 0);
    }
    assertThat(keys(GroupProcessor.FINISHED)).containsExactlyInAnyOrder("9-0");
    scored.readValuesToList();
    roll(3, 0);
    judge(3, 0);
    judge(4, 1);
    driver.advanceWallClockTime(Duration.ofMinutes(2));
    assertThat(scored.isEmpty()).isTrue();
    assertThat(keys(GroupProcessor.WAITING)).isEmpty();
    assertThat(duplicates.counts()).containsEntry("rollouts", 1L).containsEntry("judgements", 2L);
  }

  @Test
  void groupsOfTheStepThatIsTrainedAreStillWaitedForWhileALaterOneIsSampled() {
    Horizon horizon = new Horizon(1);
    assertThat(horizon.sampled(5)).isTrue();
    assertThat(horizon.hasPassed(3)).isTrue();
    assertThat(horizon.hasPassed(4)).isFalse();
    assertThat(horizon.sampled(4)).isFalse();
  }

  /** One such record used to make every group before it old, so that the run waited for ever. */
  @Test
  void aRolloutAheadOfTheRunIsADeadLetterAndDoesNotMakeTheGroupsBeforeItOld() {
    roll(500, 0);
    roll(11, 0);
    rollouts.pipeInput("11-0", ROLLOUTS.encode(Groups.failedRollout(11, 0, "forged")));
    rollouts.pipeInput("11-1", "garbage".getBytes(StandardCharsets.UTF_8));
    judge(11, 0);
    roll(1, 4);
    roll(1, 0);
    judge(1, 0);
    read.addAll(List.of(new GroupKey(11, 0), new GroupKey(11, 1)));
    driver.advanceWallClockTime(Duration.ofMinutes(5));
    assertThat(scored.readKeyValuesToList()).extracting(group -> group.key).containsExactly("1-0");
    assertThat(deadLetters.readRecordsToList())
        .extracting(letter -> DeadLetter.of(letter.headers()))
        .extracting(DeadLetter::reason, DeadLetter::refused)
        .containsExactly(
            tuple("group 500-0: the run has steps 1 to 20 with slots 0 to 3", true),
            tuple("group 11-0 is ahead of the run, which has not taken step 10 yet", true),
            tuple("group 11-0 is ahead of the run, which has not taken step 10 yet", true),
            tuple(
                "not a Rollout: the bytes do not start as Avro's single-object encoding does",
                false),
            tuple("group 11-0 is ahead of the run, which has not taken step 10 yet", true),
            tuple("group 1-4: the run has steps 1 to 20 with slots 0 to 3", true));
  }

  @Test
  void aRolloutThatNoWorkerOfTheRunWritesHasNoEffect() {
    Rollout stale = Groups.rollout(4, 0, TEXT, TEXT);
    stale.setPolicyVersion(1);
    rollouts.pipeInput("4-0", ROLLOUTS.encode(stale));
    rollouts.pipeInput("4-0", ROLLOUTS.encode(Groups.rollout(4, 0, TEXT)));
    roll(4, 0);
    judge(4, 0);
    assertThat(read().getFailure()).isNull();
    assertThat(deadLetters.readRecordsToList())
        .extracting(letter -> DeadLetter.of(letter.headers()).reason())
        .containsExactly(
            "rollout 4-0 was sampled with policy version 1, its step asks for 3",
            "rollout 4-0 has 1 responses; num_generations is 2");
  }

  @Test
  void garbageInThePlaceOfARolloutCostsNothingIfTheRolloutComes() {
    rollouts.pipeInput("4-2", "garbage".getBytes(StandardCharsets.UTF_8));
    driver.advanceWallClockTime(Duration.ofSeconds(10));
    assertThat(scored.isEmpty()).isTrue();
    roll(4, 2);
    judge(4, 2);
    assertThat(read().getFailure()).isNull();
    read.add(new GroupKey(4, 2));
    driver.advanceWallClockTime(Duration.ofSeconds(10));
    assertThat(scored.isEmpty()).isTrue();
    assertThat(keys(GroupProcessor.UNREADABLE)).isEmpty();
  }

  @Test
  void aRolloutThatScoringStumblesOverIsADeadLetterAndAFailedGroup() {
    Rollout odd = Groups.rollout(1, 0, TEXT, TEXT);
    odd.setChoices(List.of());
    odd.setThinkingTokens(List.of(1, 2, 3));
    rollouts.pipeInput("1-0", ROLLOUTS.encode(odd));
    judge(1, 0);
    assertThat(read().getFailure()).isNotEmpty();
    roll(1, 1);
    judge(1, 1);
    assertThat(read().getSlot()).isEqualTo(1);
  }

  private List<String> keys(String store) {
    List<String> keys = new ArrayList<>();
    driver.getKeyValueStore(store).all().forEachRemaining(entry -> keys.add((String) entry.key));
    return keys;
  }

  @Test
  void anUnreadableRolloutIsADeadLetterAndItsGroupFailsOnceNoOtherCanCome() {
    byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
    rollouts.pipeInput("4-2", garbage);
    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(letterCounts.of("rollouts")).isEqualTo(1);
    assertThat(letter.getValue()).isEqualTo(garbage);
    assertThat(letter.getKey()).isEqualTo("4-2");
    assertThat(DeadLetter.of(letter.headers()).topic()).isEqualTo(TOPICS.rollouts());
    assertThat(scored.isEmpty()).isTrue();
    read.add(new GroupKey(4, 2));
    driver.advanceWallClockTime(GroupProcessor.LOST_CHECK);
    ScoredGroup group = read();
    assertThat(group.getStep()).isEqualTo(4);
    assertThat(group.getSlot()).isEqualTo(2);
    assertThat(group.getFailure()).contains("could not be read");
  }

  @Test
  void aRecordUnderAnotherGroupsKeyIsADeadLetter() {
    judgements.pipeInput(
        "1-0", JUDGEMENTS.encode(Groups.judgement("semantic", 1, 1, Groups.YES, Groups.YES)));
    assertThat(DeadLetter.of(deadLetters.readRecord().headers()).reason())
        .contains("key 1-0")
        .contains("slot 1");
    assertThat(scored.isEmpty()).isTrue();
  }
}
