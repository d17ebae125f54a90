package dev.preceptor.cli.runs;

import static dev.preceptor.history.ledger.RecordedRun.RECIPE;
import static dev.preceptor.history.ledger.RecordedRun.SLOTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.history.audit.LedgerReader;
import dev.preceptor.history.audit.WrittenRun;
import dev.preceptor.history.ledger.RecordedRun;
import dev.preceptor.history.ledger.Reviews;
import dev.preceptor.history.rescore.RescoreSession;
import dev.preceptor.history.rescore.RescoreTopics;
import dev.preceptor.history.rescore.ScoringChange;
import dev.preceptor.history.review.AgreementReader;
import dev.preceptor.run.StoppedException;
import dev.preceptor.run.progress.Display;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ConsumerGroups;
import dev.preceptor.runlog.Members;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.ReviewVerdict;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.TopicSpec;
import dev.preceptor.schemas.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Tag("integration")
@Timeout(120)
class RescoreTest {

  /** A judge with a tiny random model. */
  private static final Path MODEL = Path.of("../lib/models/src/test/resources/goldens/qwen2-vl");

  private static final GroupKey LATE = new GroupKey(1, 2);
  private static final GroupKey UNSAMPLED = new GroupKey(2, 1);

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

  @BeforeEach
  void begin(TestInfo test) {
    written = WrittenRun.create(broker.bootstrapServers(), test);
    topics = written.topics();
  }

  @Test
  void theRunsOwnRewardsGiveIdenticalRecords() {
    written.write(history().run(), true);
    JsonNode report = json("--name", "same");
    assertThat(report.path("groups").asInt()).isEqualTo(2 * SLOTS);
    assertThat(report.path("identical").asInt()).isEqualTo(2 * SLOTS);
    assertThat(report.path("advantages_changed").asInt(-1)).isZero();
    assertThat(report.path("signs_flipped").asInt(-1)).isZero();
    assertThat(report.path("failed_before").asInt()).isEqualTo(1);
    assertThat(report.path("failed_after").asInt()).isEqualTo(1);
    assertThat(report.path("rank_correlation").asDouble()).isEqualTo(1);
    assertThat(scores("same").get(LATE.toString()).getDeadlineMillis()).isPositive();
    assertThat(values(topics.rescored("same")))
        .as("bytes of the records, by partition and key")
        .isEqualTo(values(topics.scoredGroups()));
    assertThat(scores("same").get(LATE.toString()).getResponses().get(0).getRewards().get(2))
        .satisfies(
            strict -> {
              assertThat(strict.getValue()).isNull();
              assertThat(strict.getWhy()).isEqualTo("left out: judge strict was not in time");
            });
  }

  @Test
  void recordsWithoutHearingsAreReadByTheirReasons() {
    written.write(new ScoredRun(1).judgedTooLateLongAgo(LATE).run(), true);
    JsonNode report = json("--name", "old");
    assertThat(report.path("identical").asInt()).isEqualTo(SLOTS);
  }

  @Test
  void severalJudgesCanReplaceASingleOne() {
    written.write(history().run(), true);
    json(
        "--name",
        "two",
        "--judge",
        "tiny=" + MODEL,
        "--set",
        "threads=1",
        "--set",
        "rewards=[{name: accuracy, weight: 1}, {name: sound, weight: 1, judges: [strict, tiny],"
            + " quorum: mean}]");
    assertThat(scores("two").get("1-0").getResponses().get(0).getRewards().get(1).getCheck())
        .isEqualTo("mean of strict, tiny");
    assertThat(scores("two").get("1-0").getHearings())
        .extracting(JudgeStatus::getJudge)
        .containsExactly("strict", "tiny");
    assertThat(scores("two").get(LATE.toString()).getResponses().get(0).getRewards().get(1))
        .satisfies(sound -> assertThat(sound.getValue()).isNull());
  }

  @Test
  void theRunIsNotChanged() {
    var run = new ScoredRun(2).judgedTooLate(LATE).run();
    written.write(
        run,
        Map.of(
            new TopicPartition(topics.rollouts(), 0),
            new OffsetAndMetadata(run.next(RecordedRun.TOPICS.rollouts(), 0))),
        topics.member("reward"),
        true);
    var names = new RunTopics(BrokerAccess.open(broker.bootstrapServers()), topics).names();
    var before = state();
    json("--name", "other", "--set", "rewards=[{name: accuracy, weight: 1}]");
    assertThat(state()).isEqualTo(before);
    assertThat(new RunTopics(BrokerAccess.open(broker.bootstrapServers()), topics).names())
        .containsAll(names)
        .filteredOn(name -> !names.contains(name) && name.startsWith(topics.run()))
        .containsExactlyInAnyOrder(topics.rescored("other"), topics.rescoredJudgements("other"));
    assertThat(
            LedgerReader.read(BrokerAccess.open(broker.bootstrapServers()), topics, RECIPE)
                .report(new RecordedRun().facts())
                .violations())
        .isEmpty();
    try (var groups = new ConsumerGroups(BrokerAccess.open(broker.bootstrapServers()))) {
      assertThat(groups.committed(topics.rescored("other"), topics.rollouts()))
          .as("its own group")
          .hasSize(RecordedRun.PARTITIONS);
    }
  }

  /** The judge prefers the right answer, B, by 2; accuracy does so by 0.5: now against it by 3. */
  @Test
  void otherWeightsFlipTheExpectedSigns() {
    written.write(history().run(), true);
    JsonNode report =
        json(
            "--name",
            "against",
            "--set",
            "rewards=[{name: format, weight: 1}, {name: accuracy, weight: -3}, {name: strict,"
                + " weight: 2}]");
    int sampled = 2 * SLOTS - 1;
    assertThat(report.path("advantages").asInt()).isEqualTo(2 * sampled);
    assertThat(report.path("advantages_changed").asInt()).isEqualTo(2 * sampled);
    assertThat(report.path("signs_flipped").asInt()).isEqualTo(2 * sampled);
    assertThat(report.path("rank_correlation_within_groups").asDouble()).isEqualTo(-1);
    for (JsonNode criterion : report.path("criteria")) {
      assertThat(criterion.path("changed").asInt(-1)).as(criterion.toString()).isZero();
    }
    assertThat(report.path("most_changed").get(0).path("group").asText()).isNotBlank();

    JsonNode shown =
        execute(new Show(), topics.run(), LATE, "--json", "--rescored", "against").json();
    assertThat(shown.path("responses").get(1).path("reward").asDouble()).isEqualTo(-2);
    Executed unknown = execute(new Show(), topics.run(), LATE, "--rescored", "agianst");
    assertThat(unknown.code()).isNotZero();
  }

  @Test
  void aLateVerdictCountsOnlyOnRequest() {
    written.write(history().run(), true);
    JsonNode report = json("--name", "patient", "--late-verdicts");
    assertThat(report.path("identical").asInt()).isEqualTo(2 * SLOTS - 1);
    JsonNode strict = report.path("criteria").get(2);
    assertThat(strict.path("left_out_before").asInt()).isEqualTo(1);
    assertThat(strict.path("left_out_after").asInt(-1)).isZero();
    assertThat(scores("patient").get(LATE.toString()).getResponses().get(1).getReward())
        .isEqualTo(3.5);
    json("--name", "stern", "--set", "missing_verdict=fail_group");
    assertThat(scores("stern").get(LATE.toString()).getFailure())
        .isEqualTo("judge strict was not in time");
  }

  @Test
  void aNewJudgeIsAskedOnceAndItsVerdictsAreReused() {
    written.write(history().run(), true);
    String rewards = "rewards=[{name: accuracy, weight: 1}, {name: tiny, weight: 1}]";
    JsonNode first =
        json("--name", "first", "--set", rewards, "--set", judges("tiny"), "--set", "threads=1");
    int sampled = 2 * SLOTS - 1;
    assertThat(first.path("judgements_asked").asInt()).isEqualTo(sampled);
    assertThat(first.path("judgements_reused").asInt(-1)).isZero();
    JsonNode tiny = first.path("criteria").get(3);
    assertThat(tiny.path("name").asText()).isEqualTo("tiny");
    assertThat(tiny.path("mean_before").isNull()).isTrue();
    assertThat(tiny.path("mean_after").isNumber()).isTrue();
    assertThat(scores("first").get(LATE.toString()).getResponses().get(0).getRewards())
        .extracting("check")
        .contains("judge tiny");

    JsonNode second =
        json(
            "--name",
            "second",
            "--judge",
            "petit=" + MODEL,
            "--set",
            rewards.replace("tiny", "petit").replace("}]", "}, {name: strict, weight: 0}]"));
    assertThat(second.path("judgements_asked").asInt(-1)).isZero();
    assertThat(second.path("judgements_reused").asInt()).isEqualTo(sampled);
    assertThat(second.path("criteria").get(3).path("mean_after"))
        .isEqualTo(tiny.path("mean_after"));
  }

  @Test
  void aStoppedRescoreHasNoGroupsAndItsVerdictsAreReused() {
    written.write(history().run(), true);
    var target = new RescoreTopics(topics, "stopped");
    var change =
        ScoringChange.of(topics.run(), RECIPE, List.of("threads=1"), Map.of("strict", "" + MODEL));
    var looks = new AtomicInteger();
    int asked;
    try (var session =
        new RescoreSession(
            BrokerAccess.open(broker.bootstrapServers()),
            target,
            change,
            false,
            new Silence(),
            () -> looks.incrementAndGet() > 3)) {
      assertThatThrownBy(session::once).isInstanceOf(StoppedException.class);
      asked = session.result(List.of()).judgementsAsked();
    }
    assertThat(asked).isBetween(2, 3);
    assertThat(scores("stopped")).isEmpty();
    JsonNode again = json("--name", "stopped", "--judge", "strict=" + MODEL, "--set", "threads=1");
    assertThat(again.path("judgements_reused").asInt()).isEqualTo(asked);
    assertThat(again.path("judgements_asked").asInt()).isEqualTo(2 * SLOTS - 1 - asked);
    assertThat(again.path("groups").asInt()).isEqualTo(2 * SLOTS);
  }

  @Test
  void groupsNotScoredByTheRunAreSkipped() {
    var run = history().run();
    run.answer(new GroupKey(3, 0));
    run.drop(run.line(RecordedRun.TOPICS.scoredGroups(), "3-0"));
    written.write(run, true);
    assertThat(json("--name", "now").path("groups").asInt()).isEqualTo(2 * SLOTS);
    assertThat(scores("now")).doesNotContainKey("3-0");
  }

  @Test
  void aLiveRunIsFollowed() throws Exception {
    var run = history().run();
    run.answer(new GroupKey(3, 0));
    var underway = run.drop(run.line(RecordedRun.TOPICS.scoredGroups(), "3-0"));
    written.write(run, true);
    var stop = new AtomicBoolean();
    var target = new RescoreTopics(topics, "live");
    var change = ScoringChange.of(topics.run(), RECIPE, List.of("algorithm=dr_grpo"), Map.of());
    try (var session =
        new RescoreSession(
            BrokerAccess.open(broker.bootstrapServers()),
            target,
            change,
            false,
            new Silence(),
            stop::get)) {
      var following = CompletableFuture.runAsync(session::follow);
      await(following, () -> scores("live").size() == 2 * SLOTS);
      written.write(underway);
      await(following, () -> scores("live").containsKey("3-0"));
      stop.set(true);
      following.get(60, TimeUnit.SECONDS);
      assertThat(session.result(List.of()).report().groups()).isEqualTo(2 * SLOTS + 1);
    }
  }

  @Test
  void aFinishedNameIsRejectedAndAnUnfinishedOneReused() {
    written.write(history().run(), true);
    new RescoreTopics(topics, "again").create(BrokerAccess.open(broker.bootstrapServers()));
    json("--name", "again");
    Executed refused = rescore("--name", "again");
    assertThat(refused.code()).isNotZero();
    assertThat(refused.err()).contains("--name again").contains("choose another");
    assertThat(rescore("--name", "../x").err()).contains("--name: rescore '../x'");
  }

  @Test
  void reviewsChangeARescoreAndWhatNobodyReviewedIsLeftOut() {
    var run = history().run();
    GroupKey judged = new GroupKey(1, 0);
    GroupKey half = new GroupKey(1, 1);
    review(run, judged, 0, "Ada", ReviewVerdict.no);
    review(run, judged, 0, "Ada", ReviewVerdict.yes);
    review(run, judged, 1, "Ada", ReviewVerdict.no);
    review(run, half, 0, "Ada", ReviewVerdict.yes);
    written.write(run, true);
    String rewards = "rewards=[{name: accuracy, weight: 1}, {name: clinician, weight: 2}]";

    JsonNode report = json("--name", "people", "--judge", "clinician", "--set", rewards);
    assertThat(report.path("signs_flipped").asInt()).isEqualTo(2);
    assertThat(report.path("most_changed").get(0).path("group").asText()).isEqualTo("1-0");
    assertThat(scores("people").get("1-0").getResponses())
        .extracting(ScoredResponse::getReward)
        .containsExactly(2.0, 1.0);
    assertThat(scores("people").get("1-1").getResponses())
        .allSatisfy(
            response -> {
              assertThat(response.getRewards().get(1).getValue()).isNull();
              assertThat(response.getRewards().get(1).getWhy())
                  .isEqualTo(
                      "left out: judge clinician could not score response 1: no reviewer has judged it");
            });

    json("--name", "two", "--judge", "clinician=2", "--set", rewards);
    assertThat(scores("two").get("1-0").getResponses())
        .extracting(ScoredResponse::getReward)
        .as("one reviewer where two are needed")
        .containsExactly(0.0, 1.0);

    var agreement =
        AgreementReader.read(
            BrokerAccess.open(broker.bootstrapServers()), topics, RECIPE, review -> true);
    assertThat(agreement.texts()).isEqualTo(3);
    assertThat(agreement.judges().get(0).all())
        .extracting("yesYes", "yesNo", "noYes", "noNo")
        .containsExactly(0, 2, 1, 0);
  }

  private void review(
      RecordedRun run, GroupKey group, int response, String reviewer, ReviewVerdict verdict) {
    Reviews.append(
        run,
        Reviews.of(group, response, reviewer, verdict)
            .setRun(topics.run())
            .setId("decision-" + run.lines().size())
            .build());
  }

  @Test
  void aJudgeWithoutAModelIsRefusedUnlessItIsPeople() {
    written.write(history().run(), true);
    assertThat(rescore("--judge", "kind").err()).contains("--judge kind: has no model");
  }

  /** A late judge and a group without responses among groups that were judged. */
  private static ScoredRun history() {
    return new ScoredRun(2).judgedTooLate(LATE).unsampled(UNSAMPLED);
  }

  private static String judges(String name) {
    return "judges=[{name: %s, model: %s}]".formatted(name, MODEL);
  }

  private JsonNode json(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("--json"));
    all.addAll(Arrays.asList(arguments));
    return rescore(all.toArray()).json();
  }

  private Executed rescore(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(topics.run()));
    all.addAll(Arrays.asList(arguments));
    return execute(new Rescore(), all.toArray());
  }

  private static Executed execute(Object command, Object... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    List<String> texts = new ArrayList<>();
    Arrays.stream(arguments).map(String::valueOf).forEach(texts::add);
    texts.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    int code =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(texts.toArray(String[]::new));
    return new Executed(code, out.toString(), err.toString());
  }

  private record Executed(int code, String out, String err) {

    JsonNode json() {
      assertThat(code).as(err).isZero();
      try {
        return new ObjectMapper().readTree(out);
      } catch (java.io.IOException e) {
        throw new AssertionError(out, e);
      }
    }
  }

  /** End offsets of the run's topics, and the committed offsets of its consumer groups. */
  private Map<Object, Object> state() {
    Map<Object, Object> state = new HashMap<>();
    try (var replay = RunLog.at(BrokerAccess.open(broker.bootstrapServers()), topics).open();
        var groups = new ConsumerGroups(BrokerAccess.open(broker.bootstrapServers()))) {
      topics.specs(RecordedRun.PARTITIONS).stream()
          .map(TopicSpec::name)
          .forEach(topic -> state.put(topic, replay.ends(topic)));
      Members.of(topics, RECIPE)
          .forEach(member -> state.put(member, groups.committed(member.group(), member.topic())));
    }
    return state;
  }

  private Map<String, String> values(String topic) {
    Map<String, String> values = new TreeMap<>();
    RunLog.at(BrokerAccess.open(broker.bootstrapServers()), topics)
        .replay(
            List.of(topic),
            event ->
                values.put(
                    event.place().partition() + " " + event.key(),
                    Arrays.toString(event.value().bytes())));
    return values;
  }

  private Map<String, ScoredGroup> scores(String name) {
    Map<String, ScoredGroup> scores = new TreeMap<>();
    if (!new RunTopics(BrokerAccess.open(broker.bootstrapServers()), topics)
        .names()
        .contains(topics.rescored(name))) {
      return scores;
    }
    RunLog.at(BrokerAccess.open(broker.bootstrapServers()), topics)
        .replay(
            List.of(topics.rescored(name)),
            event -> scores.put(event.key(), ((RunEvent.Rescored) event).value().get()));
    return scores;
  }

  private static void await(CompletableFuture<Void> working, BooleanSupplier condition) {
    Awaitility.await()
        .atMost(1, TimeUnit.MINUTES)
        .failFast("the session has failed", working::isCompletedExceptionally)
        .until(condition::getAsBoolean);
  }

  /** A display that shows nothing. */
  private static final class Silence implements Display {

    @Override
    public void note(String line) {}

    @Override
    public void step(String outcome, String pace) {}

    @Override
    public void underway(String text) {}

    @Override
    public void close() {}
  }
}
