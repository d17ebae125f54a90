package dev.preceptor.history.ledger;

import static dev.preceptor.history.ledger.RecordedRun.SLOTS;
import static dev.preceptor.history.ledger.RecordedRun.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.preceptor.history.ledger.Offence.Kind;
import dev.preceptor.history.ledger.RecordedRun.Line;
import dev.preceptor.models.algorithm.Grpo;
import dev.preceptor.runlog.Consumer.Role;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every way of tampering that the audit claims to see is seen, and told with its place. */
class TamperingTest {

  private static final GroupKey VICTIM = new GroupKey(2, 1);

  private final RecordedRun run = RecordedRun.of(3);

  // dropped

  @Test
  void aDroppedPromptLeavesItsGroupUnissued() {
    run.drop(run.line(TOPICS.prompts(), VICTIM));
    var report = run.report();
    assertThat(report.unissued()).isEqualTo(1);
    assertOnly(report, Kind.UNISSUED, "2-1", "has no prompt", stepRecord(2).place());
  }

  @Test
  void aGroupThatIsGoneAltogetherIsMissing() {
    for (var topic :
        List.of(TOPICS.prompts(), TOPICS.rollouts(), TOPICS.judgements(), TOPICS.scoredGroups())) {
      run.drop(run.line(topic, VICTIM));
    }
    run.alterStep(
        2,
        step -> step.setGroups(step.getGroups().stream().filter(g -> g.getSlot() != 1).toList()));
    assertOnly(run.report(), Kind.MISSING, "2-1", "was never issued", stepRecord(2).place());
  }

  @Test
  void aDroppedRolloutIsMissing() {
    run.drop(run.line(TOPICS.rollouts(), VICTIM));
    var report = run.report();
    assertThat(report.missing()).isEqualTo(1);
    assertOnly(report, Kind.MISSING, "2-1", "has no rollout", promptRecord().place());
  }

  @Test
  void aDroppedRolloutOfAStepToComeIsMissingOnceItWasScored() {
    var ahead = new GroupKey(4, 0);
    run.answer(ahead);
    run.drop(run.line(TOPICS.rollouts(), ahead));
    assertThat(run.report().missing()).isEqualTo(1);
  }

  @Test
  void aDroppedJudgementIsSeenByTheScoreThatNeededIt() {
    run.drop(run.line(TOPICS.judgements(), VICTIM));
    assertSeen(
        run.report(),
        Kind.MISSING,
        "2-1",
        "was scored without a word of strict, which it does not call late",
        scoreRecord());
  }

  @Test
  void aDroppedJudgementIsSeenByItsJudgesOffset() {
    run.committedBeforeTheNextStep().forEach(run::with);
    run.drop(run.line(TOPICS.judgements(), VICTIM));
    var report = run.report();
    assertThat(report.offsets()).isEqualTo(1);
    assertThat(report.offences())
        .extracting(Offence::what)
        .contains("passes over rollout 2-1, which it never judged");
  }

  @Test
  void aDroppedScoreIsMissingAlthoughTheGroupWasTrainedOn() {
    run.drop(run.line(TOPICS.scoredGroups(), VICTIM));
    assertOnly(run.report(), Kind.MISSING, "2-1", "was never scored", promptRecord().place());
  }

  @Test
  void aDroppedStepIsAGap() {
    run.drop(stepRecord(2));
    var report = run.report();
    assertThat(report.missing()).isEqualTo(1 + SLOTS);
    assertThat(report.offences())
        .contains(
            new Offence(Kind.MISSING, "step 2", "is not on record", stepRecord(1).place()),
            new Offence(Kind.MISSING, "2-1", "was left out of its step", promptRecord().place()));
  }

  @Test
  void aDroppedLastStepIsSeenOnceTheRunSaysItHasEnded() {
    run.drop(stepRecord(3));
    run.drop(run.version(3));
    assertThat(run.report().ok()).isTrue();
    var report = run.ended(3, RecordedRun.sha256(3)).report();
    assertThat(report.missing()).isEqualTo(1 + SLOTS);
  }

  @Test
  void aDroppedVersionIsNamed() {
    run.drop(run.version(2));
    var report = run.report();
    assertThat(report.versions()).as("the version and the one that builds on it").isEqualTo(2);
    assertSeen(
        report,
        Kind.VERSION,
        "version 2",
        "is not whole in the log, its weights cannot be checked",
        stepRecord(2));
  }

  // doubled

  @Test
  void aSecondPromptIsADuplicateAndCountsOnce() {
    var again = run.repeat(promptRecord());
    var report = run.report();
    assertThat(report.issued()).isEqualTo(4 * SLOTS);
    assertOnly(report, Kind.DUPLICATED, "2-1", "issued again", again.place());
  }

  @Test
  void aSecondScoreIsADuplicateEvenIfItIsTheSame() {
    var again = run.repeat(run.line(TOPICS.scoredGroups(), VICTIM));
    assertOnly(run.report(), Kind.DUPLICATED, "2-1", "scored again", again.place());
  }

  @Test
  void aSecondScoreThatDiffersIsCalledSo() {
    var other =
        RecordCodec.of(ScoredGroup.class)
            .encode(ScoredGroup.newBuilder(RecordedRun.score(VICTIM)).setWorker("another").build());
    var again = run.append(TOPICS.scoredGroups(), 1, "2-1", other);
    assertOnly(run.report(), Kind.DUPLICATED, "2-1", "scored again, differently", again.place());
  }

  @Test
  void aStepTakenTwiceIsADuplicateAndItsGroupsCountOnce() {
    var again = run.repeat(stepRecord(3));
    var report = run.report();
    assertThat(report.trained()).isEqualTo(3 * SLOTS);
    assertOnly(report, Kind.DUPLICATED, "step 3", "taken again", again.place());
  }

  @Test
  void aGroupTrainedOnTwiceInAStepIsADuplicate() {
    var step =
        run.alterStep(
            2,
            taken -> {
              List<GroupOutcome> groups = new ArrayList<>(taken.getGroups());
              groups.add(new GroupOutcome(1, Outcome.trained, ""));
              return taken.setGroups(groups);
            });
    var report = run.report();
    assertThat(report.trained()).isEqualTo(3 * SLOTS);
    assertOnly(report, Kind.DUPLICATED, "2-1", "trained again", step.place());
  }

  @Test
  void aGroupTrainedOnInALaterStepAgainIsNotAccepted() {
    var step =
        run.alterStep(
            2,
            taken -> {
              List<GroupOutcome> groups = new ArrayList<>(taken.getGroups());
              groups.add(new GroupOutcome(SLOTS, Outcome.trained, ""));
              return taken.setGroups(groups);
            });
    assertOnly(run.report(), Kind.UNISSUED, "2-4", "has no prompt", step.place());
  }

  @Test
  void aVersionPublishedTwiceIsADuplicate() {
    var again = run.repeat(run.version(3));
    assertOnly(
        run.report(), Kind.DUPLICATED, "version 3", "slice 3/0 was published again", again.place());
  }

  @Test
  void anotherRolloutOfTheSameGroupIsNoHarmlessDuplicate() {
    var other =
        RecordCodec.of(Rollout.class)
            .encode(
                Rollout.newBuilder(RecordedRun.rollout(VICTIM))
                    .setResponses(RecordedRun.rollout(new GroupKey(1, 1)).getResponses())
                    .build());
    var again = run.append(TOPICS.rollouts(), 1, "2-1", other);
    var report = run.report();
    assertThat(report.resampled()).isZero();
    assertOnly(report, Kind.CONTRADICTED, "2-1", "sampled again, differently", again.place());
  }

  @Test
  void aJudgeThatChangesItsMindIsNoHarmlessDuplicate() {
    var again = run.repeat(run.line(TOPICS.judgements(), VICTIM));
    run.alterJudgement(
        VICTIM, judgement -> judgement.setVerdicts(List.copyOf(judgement.getVerdicts())));
    assertThat(run.report().ok()).isTrue();
    run.replace(again, changedVerdict());
    assertOnly(
        run.report(),
        Kind.CONTRADICTED,
        "2-1",
        "judged by strict again, differently",
        again.place());
  }

  @Test
  void aJudgeThatFailedAndWasAskedAgainContradictsNobody() {
    var again = run.repeat(run.line(TOPICS.judgements(), VICTIM));
    var judgement = RecordedRun.judgement(VICTIM);
    judgement.setVerdicts(
        List.of(
            judgement.getVerdicts().get(0),
            new Verdict(VerdictKind.unscorable, null, null, "status 500")));
    judgement.setCached(1);
    run.replace(again, RecordCodec.of(Judgement.class).encode(judgement));
    assertThat(run.report().ok()).isTrue();
    assertThat(run.report().rejudged()).isOne();
  }

  private static byte[] changedVerdict() {
    var judgement = RecordedRun.judgement(VICTIM);
    judgement.setVerdicts(
        List.of(judgement.getVerdicts().get(0), new Verdict(VerdictKind.no, -0.1f, -2f, "")));
    return RecordCodec.of(Judgement.class).encode(judgement);
  }

  // swapped

  @Test
  void recordsUnderEachOthersKeysAreLostToBothGroups() {
    run.swap(run.line(TOPICS.rollouts(), "2-1"), run.line(TOPICS.rollouts(), "2-3"), false);
    var report = run.report();
    assertThat(report.unreadable()).isEqualTo(2);
    assertThat(report.offences())
        .extracting(Offence::subject, Offence::what)
        .contains(
            tuple("2-1", "was scored but could not be sampled"),
            tuple("2-3", "was scored but could not be sampled"));
  }

  @Test
  void responsesSwappedBetweenGroupsAreSeenInBoth() {
    var one = RecordedRun.rollout(new GroupKey(2, 1)).getResponses();
    var other = RecordedRun.rollout(new GroupKey(2, 3)).getResponses();
    run.alterRollout("2-1", rollout -> rollout.setResponses(other));
    run.alterRollout("2-3", rollout -> rollout.setResponses(one));
    var report = run.report();
    assertThat(report.altered()).isEqualTo(2);
    assertThat(report.offences())
        .extracting(Offence::what)
        .containsOnly("was scored with other responses than were sampled");
  }

  @Test
  void stepsInTheWrongOrderAreSeen() {
    run.swap(stepRecord(1), stepRecord(2), true);
    assertOnly(
        run.report(),
        Kind.CONTRADICTED,
        "step 1",
        "stands after step 2",
        new Place(TOPICS.trainingSteps(), 0, 1));
  }

  @Test
  void versionsInTheWrongOrderAreSeen() {
    var place = run.version(2).place();
    run.swap(run.version(1), run.version(2), true);
    assertSeen(run.report(), Kind.VERSION, "version 1", "stands after version 2", place);
  }

  // altered

  @Test
  void anotherImageIsSeenByItsHash() {
    var line = run.alterPrompt(VICTIM, p -> p.setImage(ByteBuffer.wrap(new byte[] {1, 2, 3})));
    var report = run.report();
    assertThat(report.altered()).isEqualTo(1);
    assertSeen(report, Kind.ALTERED, "2-1", "has a image with SHA-256", line);
  }

  @Test
  void anotherSeedIsSeen() {
    var line = run.alterPrompt(VICTIM, prompt -> prompt.setSeed(1));
    assertSeen(run.report(), Kind.ALTERED, "2-1", "has a seed that is not the run's", line);
  }

  @Test
  void anotherQuestionIsSeen() {
    run.alterPrompt(VICTIM, prompt -> prompt.setAnswer("C"));
    assertSeen(
        run.report(),
        Kind.ALTERED,
        "2-1",
        "was sampled for another question",
        run.line(TOPICS.rollouts(), VICTIM));
  }

  @Test
  void anotherTokenInARolloutIsSeen() {
    run.alterRollout(VICTIM, rollout -> rollout.setResponses(oneTokenChanged(rollout)));
    assertOnly(
        run.report(),
        Kind.ALTERED,
        "2-1",
        "was scored with other responses than were sampled",
        scoreRecord().place());
  }

  @Test
  void anotherTokenInAScoredGroupIsSeen() {
    run.alterScore(
        VICTIM,
        score -> {
          var first = score.getResponses().get(0);
          var response = Response.newBuilder(first.getResponse()).setTokenIds(List.of(1, 2, 3));
          return score.setResponses(
              List.of(
                  ScoredResponse.newBuilder(first).setResponse(response.build()).build(),
                  score.getResponses().get(1)));
        });
    assertOnly(
        run.report(),
        Kind.ALTERED,
        "2-1",
        "was scored with other responses than were sampled",
        scoreRecord().place());
  }

  @Test
  void anotherRewardIsSeenByItsSum() {
    alterFirst(response -> ScoredResponse.newBuilder(response).setReward(9).build());
    assertSeen(run.report(), Kind.ALTERED, "2-1", "has reward 9.0 for response 0", scoreRecord());
  }

  @Test
  void anotherAdvantageIsSeen() {
    alterFirst(response -> ScoredResponse.newBuilder(response).setAdvantage(9).build());
    assertSeen(run.report(), Kind.ALTERED, "2-1", "has advantages [9.0", scoreRecord());
  }

  @Test
  void anotherWeightIsSeen() {
    alterFirst(
        response ->
            ScoredResponse.newBuilder(response)
                .setRewards(
                    response.getRewards().stream()
                        .map(r -> Reward.newBuilder(r).setWeight(r.getWeight() * 3).build())
                        .toList())
                .build());
    assertSeen(run.report(), Kind.ALTERED, "2-1", "has rewards [", scoreRecord());
  }

  @Test
  void aScoreThatAddsUpIsStillSeenBecauseItIsGradedAgain() {
    run.alterScore(
        VICTIM, score -> score.setResponses(consistentlyBetter(score.getResponses(), 1)));
    assertOnly(
        run.report(),
        Kind.ALTERED,
        "2-1",
        "has accuracy [1.0, 1.0], its responses are worth [0.0, 1.0]",
        scoreRecord().place());
  }

  @Test
  void aScoreThatItsJudgeDidNotGiveIsSeen() {
    run.alterScore(
        VICTIM, score -> score.setResponses(consistentlyBetter(score.getResponses(), 2)));
    assertOnly(
        run.report(),
        Kind.ALTERED,
        "2-1",
        "has strict [1.0, 1.0], its responses are worth [0.0, 1.0]",
        scoreRecord().place());
  }

  @Test
  void weightsThatDoNotHashToWhatWasAnnouncedAreSeen() {
    var line =
        run.alterVersion(
            2,
            chunk -> {
              chunk.getPieces().get(0).getData().put(0, (byte) 77);
              return chunk;
            });
    var report = run.report();
    assertThat(report.altered()).isEqualTo(1);
    assertSeen(report, Kind.ALTERED, "version 2", "the weights of version 2", line);
  }

  @Test
  void aDeltaThatLeadsToOtherWeightsIsSeen() {
    var other = run.line(TOPICS.policy(), "1/0");
    var line =
        run.alterVersion(
            3,
            chunk ->
                chunk.setDeltas(
                    RecordCodec.of(PolicyChunk.class).decode(other.value()).getDeltas()));
    assertSeen(run.report(), Kind.ALTERED, "version 3", "the weights of version 3", line);
  }

  @Test
  void weightsUnderAForgedHashAreSeen() {
    var line = run.alterVersion(2, chunk -> chunk.setSha256(RecordedRun.sha256(7)));
    var report = run.report();
    assertSeen(report, Kind.ALTERED, "version 2", "the weights of", line);
    assertSeen(report, Kind.VERSION, "version 2", "was published with SHA-256", line);
  }

  @Test
  void aStepThatNamesOtherWeightsThanWerePublishedIsSeen() {
    run.alterStep(2, step -> step.setPolicySha256("ab"));
    assertSeen(
        run.report(),
        Kind.VERSION,
        "version 2",
        "was published with SHA-256 " + RecordedRun.sha256(2) + ", its step made ab",
        run.version(2).place());
  }

  @Test
  void anEndWithOtherWeightsThanTheLastStepsIsSeen() {
    var report = run.ended(3, "ab").report();
    assertSeen(report, Kind.CONTRADICTED, "step 3", "made a policy", stepRecord(3));
  }

  @Test
  void aWeightThatIsNoNumberIsSeenAndStopsNothing() {
    alterFirst(
        response ->
            ScoredResponse.newBuilder(response)
                .setRewards(
                    response.getRewards().stream()
                        .map(r -> Reward.newBuilder(r).setWeight(Double.NaN).build())
                        .toList())
                .build());
    assertSeen(run.report(), Kind.ALTERED, "2-1", "has rewards [format times NaN", scoreRecord());
  }

  // forged versions

  @Test
  void aPromptThatAsksForTheWrongVersionIsSeen() {
    var line = run.alterPrompt(VICTIM, prompt -> prompt.setPolicyVersion(0));
    assertSeen(run.report(), Kind.VERSION, "2-1", "asks for version 0, its step for 1", line);
  }

  @Test
  void aRolloutOfTheWrongVersionIsSeen() {
    var line = run.alterRollout(VICTIM, rollout -> rollout.setPolicyVersion(0));
    assertSeen(
        run.report(),
        Kind.VERSION,
        "2-1",
        "was sampled with version 0, its prompt asks for 1",
        line);
  }

  @Test
  void aScoreOfTheWrongVersionIsSeen() {
    var line = run.alterScore(VICTIM, score -> score.setPolicyVersion(7));
    assertSeen(run.report(), Kind.VERSION, "2-1", "was scored as version 7's", line);
  }

  @Test
  void aStepThatClaimsAnotherVersionIsSeen() {
    var line = run.alterStep(2, step -> step.setPolicyVersion(5));
    assertSeen(run.report(), Kind.VERSION, "step 2", "says that it made version 5", line);
  }

  @Test
  void aVersionThatNoStepMadeIsSeen() {
    var line =
        run.append(
            TOPICS.policy(),
            0,
            "9/0",
            RecordCodec.of(PolicyChunk.class).encode(RecordedRun.anchor(9)));
    assertOnly(run.report(), Kind.VERSION, "version 9", "was made by no step", line.place());
  }

  // outcomes that are not borne out

  @Test
  void aFailedGroupMustNotBeTrainedOn() {
    run.replace(
        scoreRecord(), RecordCodec.of(ScoredGroup.class).encode(RecordedRun.failed(VICTIM)));
    var report = run.report();
    assertThat(report.failed()).isEqualTo(1);
    assertOnly(
        report, Kind.CONTRADICTED, "2-1", "was trained on but has failed", stepRecord(2).place());
  }

  @Test
  void aScoredGroupMustNotBeCalledFailed() {
    settle(Outcome.failed, "no reason to");
    assertSeen(
        run.report(),
        Kind.CONTRADICTED,
        "2-1",
        "is failed in its step but was scored",
        stepRecord(2));
  }

  @Test
  void skippingNeedsAReason() {
    settle(Outcome.skipped, " ");
    assertSeen(
        run.report(), Kind.CONTRADICTED, "2-1", "is skipped without a reason", stepRecord(2));
  }

  @Test
  void aPromptThatNoStepHasRoomForIsSeen() {
    var group = new GroupKey(2, 9);
    var line =
        run.append(
            TOPICS.prompts(),
            0,
            group.toString(),
            RecordCodec.of(Prompt.class).encode(RecordedRun.prompt(group)));
    assertSeen(run.report(), Kind.CONTRADICTED, "2-9", "was issued, but steps have", line);
  }

  // offsets

  @Test
  void aLearnerThatCommittedAGroupItHasNotTrainedOnIsSeen() {
    run.answer(new GroupKey(4, 1));
    var offset = run.committed(Role.LEARNER, "learner", TOPICS.scoredGroups(), 1, 0);
    assertOnly(
        run.with(offset).report(),
        Kind.OFFSET,
        "offset of learner",
        "passes over group 4-1, which waits for its step",
        offset.place());
  }

  @Test
  void aLearnerThatTrainedOnAGroupWithoutCommittingItIsSeen() {
    var offset = run.committed(Role.LEARNER, "learner", TOPICS.scoredGroups(), 1, 1);
    assertOnly(
        run.with(offset).report(),
        Kind.OFFSET,
        "offset of learner",
        "is before group 3-3, whose step was taken",
        offset.place());
  }

  @Test
  void aWorkerThatCommittedAPromptWithoutAnsweringItIsSeen() {
    var offset = run.committed(Role.ROLLOUT, "rollout", TOPICS.prompts(), 0, 1);
    assertOnly(
        run.with(offset).report(),
        Kind.OFFSET,
        "offset of rollout",
        "passes over prompt 4-0, which has no rollout",
        offset.place());
  }

  @Test
  void aScoreWithoutItsOffsetIsSeen() {
    var offset = run.committed(Role.REWARD, "reward", TOPICS.rollouts(), 0, 1);
    assertOnly(
        run.with(offset).report(),
        Kind.OFFSET,
        "offset of reward",
        "is before rollout 3-2, which was scored",
        offset.place());
  }

  @Test
  void anOffsetBeyondTheEndOfACutLogIsSeen() {
    var offset = run.committed(Role.REWARD, "reward", TOPICS.rollouts(), 0, -5);
    assertOnly(
        run.with(offset).report(),
        Kind.OFFSET,
        "offset of reward",
        "is beyond the end of the log at 6",
        offset.place());
  }

  private Line promptRecord() {
    return run.line(TOPICS.prompts(), VICTIM);
  }

  private Line scoreRecord() {
    return run.line(TOPICS.scoredGroups(), VICTIM);
  }

  private Line stepRecord(int step) {
    return run.line(TOPICS.trainingSteps(), step);
  }

  private void settle(Outcome outcome, String reason) {
    run.alterStep(
        2,
        step -> {
          List<GroupOutcome> groups = new ArrayList<>(step.getGroups());
          groups.set(1, new GroupOutcome(1, outcome, reason));
          return step.setGroups(groups);
        });
  }

  private void alterFirst(UnaryOperator<ScoredResponse> change) {
    run.alterScore(
        VICTIM,
        score ->
            score.setResponses(
                List.of(change.apply(score.getResponses().get(0)), score.getResponses().get(1))));
  }

  private static List<Response> oneTokenChanged(Rollout.Builder rollout) {
    var first = rollout.getResponses().get(0);
    return List.of(
        Response.newBuilder(first).setTokenIds(List.of(1, 2, 3)).build(),
        rollout.getResponses().get(1));
  }

  /** One reward of the first response is 1, and sums and advantages follow. */
  private static List<ScoredResponse> consistentlyBetter(
      List<ScoredResponse> responses, int reward) {
    double[] sums = new double[responses.size()];
    List<List<Reward>> rewards = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      List<Reward> parts = new ArrayList<>(responses.get(i).getRewards());
      parts.set(reward, Reward.newBuilder(parts.get(reward)).setValue(1.0).build());
      rewards.add(parts);
      for (var part : parts) {
        sums[i] += part.getWeight() * part.getValue();
      }
    }
    double[] advantages = new Grpo().advantages(sums);
    List<ScoredResponse> better = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      better.add(
          new ScoredResponse(
              responses.get(i).getResponse(), rewards.get(i), sums[i], advantages[i]));
    }
    return better;
  }

  private static void assertOnly(
      LedgerReport report, Kind kind, String subject, String what, Place place) {
    assertThat(report.ok()).isFalse();
    assertThat(report.offences()).containsExactly(new Offence(kind, subject, what, place));
  }

  private static void assertSeen(
      LedgerReport report, Kind kind, String subject, String what, Line line) {
    assertSeen(report, kind, subject, what, line.place());
  }

  private static void assertSeen(
      LedgerReport report, Kind kind, String subject, String what, Place place) {
    assertThat(report.offences())
        .anySatisfy(
            offence -> {
              assertThat(offence.kind()).isEqualTo(kind);
              assertThat(offence.subject()).isEqualTo(subject);
              assertThat(offence.what()).startsWith(what);
              assertThat(offence.place()).isEqualTo(place);
            });
  }
}
