package dev.preceptor.scoring.judging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.vqa.judge.JudgeFault;
import dev.preceptor.vqa.judge.JudgedStatement;
import dev.preceptor.vqa.judge.Ruling;
import dev.preceptor.vqa.judge.StatementJudge;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class JudgeProcessorTest {

  private static final GroupKey GROUP = new GroupKey(7, 2);

  private final JudgeTally tally = new JudgeTally();
  private long now;

  /**
   * A judge that says yes to statements about the lung and is unavailable for statements about
   * Mars.
   */
  private JudgeProcessor processor() {
    StatementJudge judge =
        statements -> statements.stream().map(JudgeProcessorTest::verdict).toList();
    return new JudgeProcessor("lungs", "hash", judge, cache, tally, () -> now += 40);
  }

  private final RememberedVerdicts cache =
      new RememberedVerdicts("lungs", "hash", 10, (key, verdict) -> {});

  private static JudgedStatement verdict(String statement) {
    if (statement.contains("Mars")) {
      return new JudgedStatement(
          Ruling.AWAY,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          new int[0],
          JudgeFault.TIMED_OUT,
          "away");
    }
    boolean yes = statement.contains("lung");
    return JudgedStatement.verdict(
        yes, OptionalDouble.of(yes ? -1 : -2), OptionalDouble.of(yes ? -2 : -1));
  }

  @Test
  void everyResponseGetsItsVerdictInPlace() {
    Judgement judgement =
        processor()
            .judge(
                GROUP,
                List.of(
                    "<think>The lung is clear.</think><answer>A</answer>",
                    "<answer>A</answer>",
                    "<think>The moon is clear.</think><answer>A</answer>",
                    "<think>The lung is clear.</think><answer>B</answer>"))
            .orElseThrow();
    assertThat(judgement.getVerdicts())
        .extracting(Verdict::getKind)
        .containsExactly(VerdictKind.yes, VerdictKind.no, VerdictKind.no, VerdictKind.yes);
    assertThat(judgement.getVerdicts().get(0).getYesLogprob()).isEqualTo(-1f);
    assertThat(judgement.getVerdicts().get(1).getYesLogprob()).isNull();
    assertThat(judgement.getVerdicts().get(1).getWhy()).startsWith("no thinking text");
    assertThat(judgement.getJudge()).isEqualTo("lungs");
    assertThat(judgement.getStep()).isEqualTo(7);
    assertThat(judgement.getSlot()).isEqualTo(2);
    assertThat(judgement.getLatencyMillis()).isEqualTo(40);
    assertThat(judgement.getAsked()).isEqualTo(2);
    assertThat(judgement.getCached()).isZero();
  }

  @Test
  void cachedVerdictsAreReusedWithoutAskingTheJudge() {
    List<String> responses = List.of("<think>The lung.</think>", "<think>The moon.</think>");
    Judgement first = processor().judge(GROUP, responses).orElseThrow();
    Judgement again = processor().judge(GROUP, responses).orElseThrow();
    assertThat(again.getVerdicts()).isEqualTo(first.getVerdicts());
    assertThat(again.getCached()).isEqualTo(2);
    assertThat(again.getAsked()).isZero();
    assertThat(tally.hitRate()).isEqualTo(0.5);
  }

  @Test
  void anUnavailableJudgeGivesNoJudgementButItsVerdictsAreCached() {
    List<String> responses = List.of("<think>The lung.</think>", "<think>Mars.</think>");
    assertThat(processor().judge(GROUP, responses)).isEmpty();
    assertThat(tally.groups()).isZero();
    assertThat(cache.find("The lung.")).isPresent();
  }

  /** What is not known is unscorable, never a no. */
  @Test
  void aGroupThatIsGivenUpKeepsItsKnownVerdicts() {
    processor().judge(GROUP, List.of("<think>The lung.</think>"));
    Judgement judgement =
        processor()
            .giveUp(
                GROUP,
                List.of("<think>The lung.</think>", "<think>Mars.</think>", "no tags"),
                "too late");
    assertThat(judgement.getVerdicts())
        .extracting(Verdict::getKind)
        .containsExactly(VerdictKind.yes, VerdictKind.unscorable, VerdictKind.no);
    assertThat(judgement.getVerdicts().get(1).getWhy()).isEqualTo("too late");
    assertThat(tally.faults(JudgeFault.GIVEN_UP)).isOne();
  }
}
