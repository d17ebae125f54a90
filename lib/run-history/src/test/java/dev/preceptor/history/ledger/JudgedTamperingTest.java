package dev.preceptor.history.ledger;

import static dev.preceptor.history.ledger.RecordedRun.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.scoring.GroupScoring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Tampering with judges: their verdicts, their lateness, and the scores from both. */
class JudgedTamperingTest {

  private static final Recipe RECIPE =
      RecipeReader.parse(
          "panel",
          RecordedRun.YAML.replaceAll(
              "(?s)rewards:.*partitions",
              """
              rewards:
                - {name: format, weight: 1}
                - {name: panel, weight: 2, judges: [a, b, c], quorum: majority}
                - {name: c, weight: 0.5}
              judges: [{name: a, model: /m}, {name: b, model: /m}, {name: c, model: /m}]
              partitions\
              """),
          Job.TRAIN);
  private static final GroupKey GROUP = new GroupKey(1, 0);
  private static final Rollout ROLLOUT = RecordedRun.rollout(GROUP);
  private static final GroupScoring SCORING = GroupScoring.of(RECIPE);

  private final Map<String, Judgement> judgements = new TreeMap<>();
  private ScoredGroup score;

  private JudgedTamperingTest() {
    says("a", "yn");
    says("b", "yn");
    says("c", "ny");
    score = SCORING.score(ROLLOUT, judgements, Set.of());
  }

  private void says(String judge, String words) {
    List<Verdict> verdicts = new ArrayList<>();
    for (char word : words.toCharArray()) {
      VerdictKind kind =
          word == 'y' ? VerdictKind.yes : word == 'n' ? VerdictKind.no : VerdictKind.unscorable;
      verdicts.add(Verdict.newBuilder().setKind(kind).build());
    }
    judgements.put(
        judge,
        Judgement.newBuilder(RecordedRun.judgement(GROUP))
            .setJudge(judge)
            .setVerdicts(verdicts)
            .build());
  }

  /** The score of a group with late judges. */
  private ScoredGroup late(String... judges) {
    ScoredGroup group = SCORING.score(ROLLOUT, judgements, Set.of(judges));
    group.setDeadlineMillis(77L);
    return group;
  }

  private List<Violation> violations() {
    Ledger ledger = new Ledger(TOPICS, RECIPE);
    enter(
        ledger,
        TOPICS.prompts(),
        0,
        RecordCodec.of(Prompt.class).encode(RecordedRun.prompt(GROUP)));
    enter(ledger, TOPICS.rollouts(), 0, RecordCodec.of(Rollout.class).encode(ROLLOUT));
    int offset = 0;
    for (Judgement judgement : judgements.values()) {
      enter(
          ledger, TOPICS.judgements(), offset++, RecordCodec.of(Judgement.class).encode(judgement));
    }
    enter(ledger, TOPICS.scoredGroups(), 0, RecordCodec.of(ScoredGroup.class).encode(score));
    return ledger.report(new RunFacts(1, false, 0, Optional.empty(), true)).violations();
  }

  private static void enter(Ledger ledger, String topic, int offset, byte[] value) {
    var line = new RecordedRun.Line(new Place(topic, 0, offset), GROUP.toString(), value);
    ledger.enter(new EntryReader(TOPICS.run(), RECIPE).read(line.event()));
  }

  private void assertDetected(Kind kind, String what) {
    assertThat(violations())
        .anySatisfy(
            violation -> {
              assertThat(violation.kind()).isEqualTo(kind);
              assertThat(violation.what()).isEqualTo(what);
              assertThat(violation.subject()).isEqualTo("1-0");
              assertThat(violation.place()).isEqualTo(new Place(TOPICS.scoredGroups(), 0, 0));
            });
  }

  private void alterReward(int which, UnaryOperator<Reward.Builder> change) {
    for (ScoredResponse response : score.getResponses()) {
      List<Reward> rewards = new ArrayList<>(response.getRewards());
      rewards.set(which, change.apply(Reward.newBuilder(rewards.get(which))).build());
      response.setRewards(rewards);
    }
  }

  @Test
  void scoresThatFollowFromVerdictsAreAccepted() {
    assertThat(violations()).isEmpty();
  }

  @Test
  void aVerdictAfterTheDeadlineIsAccepted() {
    score = late("c");
    assertThat(score.getResponses().get(0).getRewards().get(1).getValue()).isEqualTo(1.0);
    assertThat(score.getResponses().get(0).getRewards().get(2).getValue()).isNull();
    assertThat(violations()).isEmpty();
    judgements.remove("c");
    assertThat(violations()).as("the verdict may also be missing").isEmpty();
  }

  @Test
  void aCriterionLeftOutForMissingVerdictsIsAccepted() {
    says("a", "-n");
    score = SCORING.score(ROLLOUT, judgements, Set.of());
    assertThat(score.getResponses().get(0).getRewards().get(1).getValue()).isNull();
    assertThat(violations()).isEmpty();
  }

  @Test
  void anAlteredVerdictIsDetectedByWhatItDecides() {
    says("a", "nn");
    assertDetected(Kind.ALTERED, "has panel [1.0, 0.0], but its responses have [0.0, 0.0]");
  }

  @Test
  void anAlteredValueIsDetected() {
    alterReward(1, reward -> reward.setValue(1.0));
    assertDetected(Kind.ALTERED, "has panel [1.0, 1.0], but its responses have [1.0, 0.0]");
  }

  @Test
  void anIgnoredVerdictIsDetected() {
    alterReward(2, reward -> reward.setValue(null));
    assertDetected(Kind.ALTERED, "leaves c out, but its responses have [0.0, 1.0]");
  }

  @Test
  void aMissingVerdictScoredAsZeroIsDetected() {
    score = late("c");
    alterReward(2, reward -> reward.setValue(0.0));
    assertDetected(Kind.ALTERED, "has c [0.0, 0.0], but no record decides it");
  }

  @Test
  void aJudgeFalselyRecordedAsLateIsDetected() {
    score.setHearings(hearings(true));
    assertDetected(Kind.ALTERED, "has c [0.0, 1.0], but no record decides it");
    assertDetected(Kind.ALTERED, "has late judges [c], but no deadline");
  }

  @Test
  void aLateJudgeNotRecordedAsLateIsDetected() {
    score = late("c");
    score.setHearings(hearings(false));
    assertDetected(Kind.ALTERED, "leaves c out, but its responses have [0.0, 1.0]");
    assertDetected(Kind.ALTERED, "has a deadline, but no late judge");
    judgements.remove("c");
    assertDetected(
        Kind.MISSING, "was scored without a judgement by c, which is not recorded as late");
  }

  @Test
  void aTruncatedListOfHearingsIsDetected() {
    score.setHearings(hearings(false).subList(0, 2));
    assertDetected(
        Kind.ALTERED, "lists the judges [a, b], but the recipe has it wait for [a, b, c]");
  }

  private static List<JudgeStatus> hearings(boolean late) {
    return List.of(
        new JudgeStatus("a", false, 0, 3L),
        new JudgeStatus("b", false, 0, 3L),
        new JudgeStatus("c", late, 0, 3L));
  }
}
