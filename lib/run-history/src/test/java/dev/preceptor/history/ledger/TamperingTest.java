package dev.preceptor.history.ledger;

import static dev.preceptor.history.ledger.RecordedRun.SLOTS;
import static dev.preceptor.history.ledger.RecordedRun.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.preceptor.history.ledger.RecordedRun.Line;
import dev.preceptor.history.ledger.Violation.Kind;
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
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every kind of tampering is detected and reported with its place. */
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
  void aGroupWithoutAnyRecordIsMissing() {
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
  void aDroppedJudgementIsDetectedByItsScore() {
    run.drop(run.line(TOPICS.judgements(), VICTIM));
    assertDetected(
        run.report(),
        Kind.MISSING,
        "2-1",
        "was scored without a judgement by strict, which is not recorded as late",
        scoreRecord());
  }

  @Test
  void aDroppedJudgementIsDetectedByItsJudgesOffset() {
    run.committedBeforeTheNextStep().forEach(run::with);
    run.drop(run.line(TOPICS.judgements(), VICTIM));
    var report = run.report();
    assertThat(report.offsets()).isEqualTo(1);
    assertThat(report.violations())
        .extracting(Violation::what)
        .contains("is after rollout 2-1, which it never judged");
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
    assertThat(report.violations())
        .contains(
            new Violation(Kind.MISSING, "step 2", "is not on record", stepRecord(1).place()),
            new Violation(Kind.MISSING, "2-1", "was left out of its step", promptRecord().place()));
  }

  @Test
  void aDroppedLastStepIsDetectedOnceTheRunHasEnded() {
    run.drop(stepRecord(3));
    run.drop(run.version(3));
    assertThat(run.report().ok()).isTrue();
    var report = run.ended(3, RecordedRun.sha256(3)).report();
    assertThat(report.missing()).isEqualTo(1 + SLOTS);
  }

  @Test
  void aDroppedVersionIsReported() {
    run.drop(run.version(2));
    var report = run.report();
    assertThat(report.versions()).as("the version and the one that builds on it").isEqualTo(2);
    assertDetected(
        report,
        Kind.VERSION,
        "version 2",
        "is incomplete in the log, so its weights cannot be checked",
        stepRecord(2));
  }

  // duplicated

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
  void aDifferentSecondScoreIsReportedAsSuch() {
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
        run.report(), Kind.DUPLICATED, "version 3", "chunk 3/0 was published again", again.place());
  }

  @Test
  void aDifferentSecondRolloutIsAContradiction() {
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
  void differentVerdictsOfOneJudgeAreAContradiction() {
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
  void aRepeatedJudgementAfterAnUnscorableOneIsAccepted() {
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
    assertThat(report.violations())
        .extracting(Violation::subject, Violation::what)
        .contains(
            tuple("2-1", "was scored, but could not be sampled"),
            tuple("2-3", "was scored, but could not be sampled"));
  }

  /** As for the services: a copy of weights that stands under another version's key is none. */
  @Test
  void weightsUnderAnotherKeyAreUnreadableAndHarmless() {
    run.append(TOPICS.policy(), 0, "9000/0", run.line(TOPICS.policy(), "1/0").value());
    assertThat(run.report().unreadable()).isEqualTo(1);
    assertThat(run.report().violations()).isEmpty();
  }

  @Test
  void responsesSwappedBetweenGroupsAreDetectedInBoth() {
    var one = RecordedRun.rollout(new GroupKey(2, 1)).getResponses();
    var other = RecordedRun.rollout(new GroupKey(2, 3)).getResponses();
    run.alterRollout("2-1", rollout -> rollout.setResponses(other));
    run.alterRollout("2-3", rollout -> rollout.setResponses(one));
    var report = run.report();
    assertThat(report.altered()).isEqualTo(2);
    assertThat(report.violations())
        .extracting(Violation::what)
        .containsOnly("was scored with other responses than those sampled");
  }

  @Test
  void stepsInTheWrongOrderAreDetected() {
    run.swap(stepRecord(1), stepRecord(2), true);
    assertOnly(
        run.report(),
        Kind.CONTRADICTED,
        "step 1",
        "is recorded after step 2",
        new Place(TOPICS.trainingSteps(), 0, 1));
  }

  @Test
  void versionsInTheWrongOrderAreDetected() {
    var place = run.version(2).place();
    run.swap(run.version(1), run.version(2), true);
    assertDetected(run.report(), Kind.VERSION, "version 1", "is after version 2", place);
  }

  // altered

  @Test
  void anotherImageIsDetectedByItsHash() {
    var line = run.alterPrompt(VICTIM, p -> p.setImage(ByteBuffer.wrap(new byte[] {1, 2, 3})));
    var report = run.report();
    assertThat(report.altered()).isEqualTo(1);
    assertDetected(report, Kind.ALTERED, "2-1", "has an image with SHA-256", line);
  }

  @Test
  void anotherSeedIsDetected() {
    var line = run.alterPrompt(VICTIM, prompt -> prompt.setSeed(1));
    assertDetected(
        run.report(), Kind.ALTERED, "2-1", "has a seed that does not follow from the run's", line);
  }

  @Test
  void anotherQuestionIsDetected() {
    run.alterPrompt(VICTIM, prompt -> prompt.setAnswer("C"));
    assertDetected(
        run.report(),
        Kind.ALTERED,
        "2-1",
        "was sampled for another question",
        run.line(TOPICS.rollouts(), VICTIM));
  }

  @Test
  void anotherTokenInARolloutIsDetected() {
    run.alterRollout(VICTIM, rollout -> rollout.setResponses(oneTokenChanged(rollout)));
    assertOnly(
        run.report(),
        Kind.ALTERED,
        "2-1",
        "was scored with other responses than those sampled",
        scoreRecord().place());
  }

  @Test
  void anotherTokenInAScoredGroupIsDetected() {
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
        "was scored with other responses than those sampled",
        scoreRecord().place());
  }

  @Test
  void anotherRewardIsDetectedByItsSum() {
    alterFirst(response -> ScoredResponse.newBuilder(response).setReward(9).build());
    assertDetected(
        run.report(), Kind.ALTERED, "2-1", "has reward 9.0 for response 0", scoreRecord());
  }

  @Test
  void anotherAdvantageIsDetected() {
    alterFirst(response -> ScoredResponse.newBuilder(response).setAdvantage(9).build());
    assertDetected(run.report(), Kind.ALTERED, "2-1", "has advantages [9.0", scoreRecord());
  }

  @Test
  void anotherWeightIsDetected() {
    alterFirst(
        response ->
            ScoredResponse.newBuilder(response)
                .setRewards(
                    response.getRewards().stream()
                        .map(r -> Reward.newBuilder(r).setWeight(r.getWeight() * 3).build())
                        .toList())
                .build());
    assertDetected(run.report(), Kind.ALTERED, "2-1", "has rewards [", scoreRecord());
  }

  @Test
  void aConsistentForgedScoreIsDetectedByGradingAgain() {
    run.alterScore(
        VICTIM, score -> score.setResponses(consistentlyBetter(score.getResponses(), 1)));
    assertOnly(
        run.report(),
        Kind.ALTERED,
        "2-1",
        "has accuracy [1.0, 1.0], but its responses have [0.0, 1.0]",
        scoreRecord().place());
  }

  @Test
  void aScoreThatDiffersFromItsVerdictsIsDetected() {
    run.alterScore(
        VICTIM, score -> score.setResponses(consistentlyBetter(score.getResponses(), 2)));
    assertOnly(
        run.report(),
        Kind.ALTERED,
        "2-1",
        "has strict [1.0, 1.0], but its responses have [0.0, 1.0]",
        scoreRecord().place());
  }

  @Test
  void weightsThatDoNotMatchTheirHashAreDetected() {
    var line =
        run.alterVersion(
            2,
            chunk -> {
              chunk.getPieces().get(0).getData().put(0, (byte) 77);
              return chunk;
            });
    var report = run.report();
    assertThat(report.altered()).isEqualTo(1);
    assertDetected(report, Kind.ALTERED, "version 2", "the weights of version 2", line);
  }

  @Test
  void aDeltaThatLeadsToOtherWeightsIsDetected() {
    var other = run.line(TOPICS.policy(), "1/0");
    var line =
        run.alterVersion(
            3,
            chunk ->
                chunk.setDeltas(
                    RecordCodec.of(PolicyChunk.class).decode(other.value()).getDeltas()));
    assertDetected(run.report(), Kind.ALTERED, "version 3", "the weights of version 3", line);
  }

  @Test
  void weightsUnderAForgedHashAreDetected() {
    var line = run.alterVersion(2, chunk -> chunk.setSha256(RecordedRun.sha256(7)));
    var report = run.report();
    assertDetected(report, Kind.ALTERED, "version 2", "the weights of", line);
    assertDetected(report, Kind.VERSION, "version 2", "was published with SHA-256", line);
  }

  @Test
  void aStepThatNamesOtherWeightsThanWerePublishedIsDetected() {
    run.alterStep(2, step -> step.setPolicySha256("ab"));
    assertDetected(
        run.report(),
        Kind.VERSION,
        "version 2",
        "was published with SHA-256 " + RecordedRun.sha256(2) + ", but its step recorded ab",
        run.version(2).place());
  }

  @Test
  void anEndWithOtherWeightsThanTheLastStepsIsDetected() {
    var report = run.ended(3, "ab").report();
    assertDetected(report, Kind.CONTRADICTED, "step 3", "produced weights", stepRecord(3));
  }

  @Test
  void aNanWeightIsDetectedAndTheAuditContinues() {
    alterFirst(
        response ->
            ScoredResponse.newBuilder(response)
                .setRewards(
                    response.getRewards().stream()
                        .map(r -> Reward.newBuilder(r).setWeight(Double.NaN).build())
                        .toList())
                .build());
    assertDetected(
        run.report(), Kind.ALTERED, "2-1", "has rewards [format times NaN", scoreRecord());
  }

  // forged versions

  @Test
  void aPromptThatAsksForTheWrongVersionIsDetected() {
    var line = run.alterPrompt(VICTIM, prompt -> prompt.setPolicyVersion(0));
    assertDetected(
        run.report(), Kind.VERSION, "2-1", "asks for version 0, but its step requires 1", line);
  }

  @Test
  void aRolloutOfTheWrongVersionIsDetected() {
    var line = run.alterRollout(VICTIM, rollout -> rollout.setPolicyVersion(0));
    assertDetected(
        run.report(),
        Kind.VERSION,
        "2-1",
        "was sampled with version 0, but its prompt asks for 1",
        line);
  }

  @Test
  void aScoreOfTheWrongVersionIsDetected() {
    var line = run.alterScore(VICTIM, score -> score.setPolicyVersion(7));
    assertDetected(run.report(), Kind.VERSION, "2-1", "was scored as version 7", line);
  }

  @Test
  void aStepThatClaimsAnotherVersionIsDetected() {
    var line = run.alterStep(2, step -> step.setPolicyVersion(5));
    assertDetected(run.report(), Kind.VERSION, "step 2", "claims to have produced version 5", line);
  }

  @Test
  void aVersionWithoutAStepIsDetected() {
    var line =
        run.append(
            TOPICS.policy(),
            0,
            "9/0",
            RecordCodec.of(PolicyChunk.class).encode(RecordedRun.anchor(9)));
    assertOnly(run.report(), Kind.VERSION, "version 9", "belongs to no step", line.place());
  }

  /** With a dead letter that says so: it had no effect, and is no violation. */
  @Test
  void whatTheServicesHaveRefusedIsNamedAndIsNoViolation() {
    var rollout = RecordCodec.of(Rollout.class).encode(RecordedRun.rollout(new GroupKey(7, 0)));
    var score =
        RecordCodec.of(ScoredGroup.class)
            .encode(ScoredGroup.newBuilder(RecordedRun.score(VICTIM)).setWorker("another").build());
    var step = RecordCodec.of(TrainingStep.class).encode(RecordedRun.step(9));
    for (var line :
        List.of(
            run.append(TOPICS.rollouts(), 0, "7-0", rollout),
            run.append(TOPICS.scoredGroups(), 1, "2-1", score),
            run.append(TOPICS.trainingSteps(), 0, "9", step))) {
      assertThat(run.report().ok()).isFalse();
      run.with(new Entry.SetAside("refused", line.place()));
    }
    var report = run.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.refused()).hasSize(3).allMatch(refused -> refused.why().equals("refused"));
    assertThat(report.trained()).isEqualTo(3 * SLOTS);
  }

  // contradicted outcomes

  @Test
  void aFailedGroupMustNotBeTrainedOn() {
    run.replace(
        scoreRecord(), RecordCodec.of(ScoredGroup.class).encode(RecordedRun.failed(VICTIM)));
    var report = run.report();
    assertThat(report.failed()).isEqualTo(1);
    assertOnly(
        report, Kind.CONTRADICTED, "2-1", "was trained on, but has failed", stepRecord(2).place());
  }

  @Test
  void aScoredGroupMustNotBeRecordedAsFailed() {
    settle(Outcome.failed, "no reason to");
    assertDetected(
        run.report(),
        Kind.CONTRADICTED,
        "2-1",
        "failed in its step, but was scored",
        stepRecord(2));
  }

  @Test
  void skippingNeedsAReason() {
    settle(Outcome.skipped, " ");
    assertDetected(
        run.report(), Kind.CONTRADICTED, "2-1", "is skipped without a reason", stepRecord(2));
  }

  @Test
  void aPromptWithASlotOutOfRangeIsDetected() {
    var group = new GroupKey(2, 9);
    var line =
        run.append(
            TOPICS.prompts(),
            0,
            group.toString(),
            RecordCodec.of(Prompt.class).encode(RecordedRun.prompt(group)));
    assertDetected(run.report(), Kind.CONTRADICTED, "2-9", "was issued, but steps have", line);
  }

  // offsets

  @Test
  void aLearnerThatCommittedAGroupItHasNotTrainedOnIsDetected() {
    run.answer(new GroupKey(4, 1));
    var offset = run.committed(Role.LEARNER, "learner", TOPICS.scoredGroups(), 1, 0);
    assertOnly(
        run.with(offset).report(),
        Kind.OFFSET,
        "offset of learner",
        "is after group 4-1, whose step is not taken yet",
        offset.place());
  }

  @Test
  void aLearnerThatTrainedOnAGroupWithoutCommittingItIsDetected() {
    var offset = run.committed(Role.LEARNER, "learner", TOPICS.scoredGroups(), 1, 1);
    assertOnly(
        run.with(offset).report(),
        Kind.OFFSET,
        "offset of learner",
        "is before group 3-3, whose step was taken",
        offset.place());
  }

  @Test
  void aWorkerThatCommittedAPromptWithoutAnsweringItIsDetected() {
    var offset = run.committed(Role.ROLLOUT, "rollout", TOPICS.prompts(), 0, 1);
    assertOnly(
        run.with(offset).report(),
        Kind.OFFSET,
        "offset of rollout",
        "is after prompt 4-0, which has no rollout",
        offset.place());
  }

  @Test
  void aScoreWithoutItsOffsetIsDetected() {
    var offset = run.committed(Role.REWARD, "reward", TOPICS.rollouts(), 0, 1);
    assertOnly(
        run.with(offset).report(),
        Kind.OFFSET,
        "offset of reward",
        "is before rollout 3-2, which was scored",
        offset.place());
  }

  @Test
  void anOffsetBeyondTheEndOfACutLogIsDetected() {
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
    assertThat(report.violations()).containsExactly(new Violation(kind, subject, what, place));
  }

  private static void assertDetected(
      LedgerReport report, Kind kind, String subject, String what, Line line) {
    assertDetected(report, kind, subject, what, line.place());
  }

  private static void assertDetected(
      LedgerReport report, Kind kind, String subject, String what, Place place) {
    assertThat(report.violations())
        .anySatisfy(
            violation -> {
              assertThat(violation.kind()).isEqualTo(kind);
              assertThat(violation.subject()).isEqualTo(subject);
              assertThat(violation.what()).startsWith(what);
              assertThat(violation.place()).isEqualTo(place);
            });
  }
}
