package dev.preceptor.history.ledger;

import static dev.preceptor.history.ledger.RecordedRun.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.history.ledger.Offence.Kind;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Hearing;
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
import dev.preceptor.vqa.PromptTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is tampered with about judges: their words, who was late, and what was made of both. */
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
              partitions"""),
          Job.TRAIN);
  private static final GroupKey GROUP = new GroupKey(1, 0);
  private static final Rollout ROLLOUT = RecordedRun.rollout(GROUP);
  private static final GroupScoring SCORING =
      GroupScoring.of(
          RECIPE, PromptTemplate.valueOf(RECIPE.data().promptTemplate().name()).completionPrefix());

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

  /** The score as it is where judges were late. */
  private ScoredGroup late(String... judges) {
    ScoredGroup group = SCORING.score(ROLLOUT, judgements, Set.of(judges));
    group.setDeadlineMillis(77L);
    return group;
  }

  private List<Offence> offences() {
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
    return ledger.report(new RunFacts(1, false, 0, Optional.empty(), true)).offences();
  }

  private static void enter(Ledger ledger, String topic, int offset, byte[] value) {
    var line = new RecordedRun.Line(new Place(topic, 0, offset), GROUP.toString(), value);
    ledger.enter(new EntryReader(RECIPE).read(line.event()));
  }

  private void assertSeen(Kind kind, String what) {
    assertThat(offences())
        .anySatisfy(
            offence -> {
              assertThat(offence.kind()).isEqualTo(kind);
              assertThat(offence.what()).isEqualTo(what);
              assertThat(offence.subject()).isEqualTo("1-0");
              assertThat(offence.place()).isEqualTo(new Place(TOPICS.scoredGroups(), 0, 0));
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
  void whatJudgesSaidIsInOrder() {
    assertThat(offences()).isEmpty();
  }

  @Test
  void aVerdictThatCameAfterTheDeadlineIsInOrder() {
    score = late("c");
    assertThat(score.getResponses().get(0).getRewards().get(1).getValue()).isEqualTo(1.0);
    assertThat(score.getResponses().get(0).getRewards().get(2).getValue()).isNull();
    assertThat(offences()).isEmpty();
    judgements.remove("c");
    assertThat(offences()).as("nor need it ever come").isEmpty();
  }

  @Test
  void aCriterionThatWasLeftOutBecauseItWasOpenIsInOrder() {
    says("a", "-n");
    score = SCORING.score(ROLLOUT, judgements, Set.of());
    assertThat(score.getResponses().get(0).getRewards().get(1).getValue()).isNull();
    assertThat(offences()).isEmpty();
  }

  @Test
  void anAlteredVerdictIsSeenByWhatItDecides() {
    says("a", "nn");
    assertSeen(Kind.ALTERED, "has panel [1.0, 0.0], its responses are worth [0.0, 0.0]");
  }

  @Test
  void anAlteredValueIsSeen() {
    alterReward(1, reward -> reward.setValue(1.0));
    assertSeen(Kind.ALTERED, "has panel [1.0, 1.0], its responses are worth [1.0, 0.0]");
  }

  @Test
  void aVerdictThatIsSilentlyIgnoredIsSeen() {
    alterReward(2, reward -> reward.setValue(null));
    assertSeen(Kind.ALTERED, "leaves c out, its responses are worth [0.0, 1.0]");
  }

  @Test
  void aMissingVerdictThatBecameAZeroIsSeen() {
    score = late("c");
    alterReward(2, reward -> reward.setValue(0.0));
    assertSeen(Kind.ALTERED, "has c [0.0, 0.0], which nothing decides");
  }

  @Test
  void aJudgeThatIsCalledLateAfterwardsIsSeen() {
    score.setHearings(hearings(true));
    assertSeen(Kind.ALTERED, "has c [0.0, 1.0], which nothing decides");
    assertSeen(Kind.ALTERED, "says that [c] were late, but no deadline struck");
  }

  @Test
  void aJudgeThatIsNoLongerCalledLateIsSeen() {
    score = late("c");
    score.setHearings(hearings(false));
    assertSeen(Kind.ALTERED, "leaves c out, its responses are worth [0.0, 1.0]");
    assertSeen(Kind.ALTERED, "says that its deadline struck, but no judge was late");
    judgements.remove("c");
    assertSeen(Kind.MISSING, "was scored without a word of c, which it does not call late");
  }

  @Test
  void aListOfHearingsThatIsCutIsSeen() {
    score.setHearings(hearings(false).subList(0, 2));
    assertSeen(Kind.ALTERED, "says that it heard [a, b], the recipe has it wait for [a, b, c]");
  }

  private static List<Hearing> hearings(boolean late) {
    return List.of(
        new Hearing("a", false, 0, 3L),
        new Hearing("b", false, 0, 3L),
        new Hearing("c", late, 0, 3L));
  }
}
