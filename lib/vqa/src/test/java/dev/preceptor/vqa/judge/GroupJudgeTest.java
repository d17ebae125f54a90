package dev.preceptor.vqa.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.vqa.judge.GroupJudge.Verdicts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupJudgeTest {

  private final List<List<String>> asked = new ArrayList<>();
  private final Map<String, JudgedStatement> cached = new HashMap<>();

  private final VerdictCache cache =
      new VerdictCache() {
        @Override
        public Optional<JudgedStatement> find(String statement) {
          return Optional.ofNullable(cached.get(statement));
        }

        @Override
        public void remember(String statement, JudgedStatement verdict) {
          cached.put(statement, verdict);
        }
      };

  /** Says yes to statements about the lung, and fails on statements with "fail". */
  private final GroupJudge judge =
      new GroupJudge(
          statements -> {
            asked.add(statements);
            return statements.stream().map(GroupJudgeTest::verdict).toList();
          },
          cache);

  private static JudgedStatement verdict(String statement) {
    if (statement.contains("fail")) {
      return JudgedStatement.unscorable(JudgeFault.SERVER_ERROR, "status 500");
    }
    return JudgedStatement.verdict(
        statement.contains("lung"), OptionalDouble.empty(), OptionalDouble.empty());
  }

  private static String thinking(String text) {
    return "<think>" + text + "</think><answer>A</answer>";
  }

  private static List<Ruling> rulings(Verdicts verdicts) {
    return verdicts.verdicts().stream().map(JudgedStatement::ruling).toList();
  }

  @Test
  void aGroupIsJudgedTogetherAndEachStatementOnce() {
    Verdicts verdicts =
        judge.judge(
            List.of(
                thinking("The lung."),
                thinking("The moon."),
                thinking(" The lung. "),
                "no tags",
                thinking("The moon.")));
    assertThat(rulings(verdicts))
        .containsExactly(Ruling.YES, Ruling.NO, Ruling.YES, Ruling.NO, Ruling.NO);
    assertThat(asked).containsExactly(List.of("The lung.", "The moon."));
    assertThat(verdicts.asked()).isEqualTo(2);
    assertThat(verdicts.cached()).isZero();
  }

  @Test
  void cachedVerdictsAreReused() {
    judge.judge(List.of(thinking("The lung.")));
    asked.clear();
    Verdicts verdicts =
        judge.judge(List.of(thinking("The lung."), thinking("A moon."), thinking("The lung.")));
    assertThat(rulings(verdicts)).containsExactly(Ruling.YES, Ruling.NO, Ruling.YES);
    assertThat(asked).containsExactly(List.of("A moon."));
    assertThat(verdicts.cached()).isEqualTo(2);
    assertThat(verdicts.asked()).isOne();
  }

  @Test
  void aFailureIsNotANoAndIsNotCached() {
    List<String> responses = List.of(thinking("This will fail."), thinking("The lung."));
    assertThat(rulings(judge.judge(responses))).containsExactly(Ruling.UNSCORABLE, Ruling.YES);
    assertThat(cached).containsOnlyKeys("The lung.");
    judge.judge(responses);
    assertThat(asked).last().isEqualTo(List.of("This will fail."));
  }

  @Test
  void aGroupWithoutThinkingTextsNeedsNoJudge() {
    assertThat(rulings(judge.judge(List.of("A", "</think><think>"))))
        .containsExactly(Ruling.NO, Ruling.NO);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "The answer is B, no <think> tag",
    "<think>I see a lung, no </think> tag after <think>",
    "</think><think>, no </think> tag after <think>",
    "<think>  </think><answer>A</answer>, it is empty"
  })
  void aResponseWithoutThinkingIsANoWithItsReason(String response, String why) {
    JudgedStatement judged = judge.judge(List.of(response)).verdicts().get(0);
    assertThat(judged.ruling()).isEqualTo(Ruling.NO);
    assertThat(judged.why()).startsWith("no thinking text").contains(why);
  }

  @Test
  void onlyTheThinkingTextIsJudgedUpToTheFirstEnd() {
    judge.judge(
        List.of(
            "<think>\nThe lung\nis clear. </think>\n<answer>B</answer>",
            "<think>a<think>b</think>c</think>"));
    assertThat(asked).containsExactly(List.of("The lung\nis clear.", "a<think>b"));
  }
}
