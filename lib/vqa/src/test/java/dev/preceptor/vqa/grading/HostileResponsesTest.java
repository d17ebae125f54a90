package dev.preceptor.vqa.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.judge.ContinuationScorer;
import dev.preceptor.vqa.judge.GroupJudge;
import dev.preceptor.vqa.judge.JudgedStatement;
import dev.preceptor.vqa.judge.Ruling;
import dev.preceptor.vqa.judge.ScoredContinuations;
import dev.preceptor.vqa.judge.SemanticJudge;
import dev.preceptor.vqa.judge.Statement;
import dev.preceptor.vqa.judge.VerdictCache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every reward grades any response in bounded time and within its range. */
class HostileResponsesTest {

  private static final double CAP = 0.5;

  /** Far more than linear work on a megabyte takes, and far less than quadratic work. */
  private static final Duration BOUND = Duration.ofMinutes(1);

  private static final List<List<String>> QUESTIONS =
      List.of(
          List.of("Liver", "Both A and C", "3.5 cm", "T2*"),
          List.of("Yes", "A", "<answer>", "a, b and c"),
          List.of("1,200", "50 %", "½", "CD4+"));

  private static final int FORMAT = 0;
  private static final int ACCURACY = 1;
  private static final int ECR = 2;
  private static final int CWR = 3;
  private static final int CAPPED_ECR = 4;
  private static final int CAPPED_CWR = 5;

  private static final List<RewardFunction> REWARDS =
      List.of(
          new FormatReward(),
          new AccuracyReward(),
          new ExtendedChainReward(),
          new CorrectnessWeightedLengthReward(),
          capped(new ExtendedChainReward()),
          capped(new CorrectnessWeightedLengthReward()));

  private static RewardFunction capped(RewardFunction reward) {
    return reward.with(new RewardParameters(reward.name(), Map.of("cap", CAP)));
  }

  private static void gradeAll(String response, List<String> choices, int tokens) {
    Graded uncounted = new Graded(response, choices, 'B');
    Graded graded = uncounted.with("?", OptionalInt.of(tokens));
    double[] values = new double[REWARDS.size()];
    for (int i = 0; i < values.length; i++) {
      Grade grade = REWARDS.get(i).grade(graded);
      values[i] = grade.value();
      assertThat(grade.check()).isNotBlank();
      assertThat(grade.why()).isNotBlank().hasSizeLessThan(500);
    }
    double length = 0.001 * tokens;
    assertThat(values[FORMAT]).isIn(0.0, 1.0);
    assertThat(values[ACCURACY]).isIn(0.0, 1.0);
    assertThat(values[ECR]).isEqualTo(length);
    assertThat(values[CWR]).isIn(0.0, length);
    assertThat(values[CAPPED_ECR]).isEqualTo(Math.min(CAP, length));
    assertThat(values[CAPPED_CWR]).isEqualTo(Math.min(CAP, values[CWR]));
    if (values[ACCURACY] == 1) {
      Grade lenient = REWARDS.get(CWR).grade(graded);
      assertThat(lenient.value() == length || lenient.check().equals("contradiction"))
          .as(
              "what the strict check accepts, the lenient one accepts, unless it finds that the text"
                  + " after the letter is another option's: %s",
              lenient)
          .isTrue();
    }
    assertThat(REWARDS.get(ECR).grade(uncounted).isScored()).isFalse();
    Grade unsure = REWARDS.get(CWR).grade(uncounted);
    assertThat(unsure.score().orElse(0))
        .as("0 if the answer is wrong, otherwise unscorable")
        .isZero();
    judge(response);
  }

  /** For any response, a judge that answers No gives a no, and a judge that fails is unscorable. */
  private static void judge(String response) {
    Statement statement = Statement.of(response);
    assertThat(statement.isPresent() || !statement.why().isEmpty()).isTrue();
    JudgedStatement no =
        judged(
            response,
            (prompt, answers) -> {
              assertThat(prompt).isEqualTo(SemanticJudge.prompt(statement.text()));
              return new ScoredContinuations(new int[] {1}, new double[] {-2, -1});
            });
    assertThat(no.ruling()).isEqualTo(Ruling.NO);
    JudgedStatement failed =
        judged(
            response,
            (prompt, answers) -> {
              throw new InputException("too long");
            });
    assertThat(failed.ruling()).isEqualTo(statement.isPresent() ? Ruling.UNSCORABLE : Ruling.NO);
  }

  private static JudgedStatement judged(String response, ContinuationScorer model) {
    return new GroupJudge(new SemanticJudge(model), VerdictCache.NONE)
        .judge(List.of(response))
        .verdicts()
        .get(0);
  }

  /** Every new reward must be added to this test. */
  @Test
  void allBuiltInRewardsAreTested() {
    assertThat(REWARDS.stream().map(RewardFunction::name).collect(Collectors.toSet()))
        .isEqualTo(
            RewardFunctions.all().stream()
                .filter(reward -> !(reward instanceof BrevityReward))
                .map(RewardFunction::name)
                .collect(Collectors.toSet()));
  }

  @Tag("slow")
  @Property(tries = 10_000, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void everyRewardGradesAnyResponse(
      @ForAll("hostile") String response,
      @ForAll @IntRange(max = 2) int question,
      @ForAll @IntRange(max = 700) int tokens) {
    assertTimeoutPreemptively(
        BOUND, () -> gradeAll(response, QUESTIONS.get(question), tokens), "each response");
  }

  /** Texts on which a backtracking search takes quadratic time. */
  @org.junit.jupiter.api.Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>",
        "</think>",
        "<answer>",
        "</answer>",
        "<think></think>",
        "</think> ",
        "<think>a</think><answer>",
        "<",
        " ",
        "\n",
        "a",
        "A,",
        "B:",
        "1,",
        "1/",
        "½",
        " and ",
        "(((",
        "**",
        "\u0301",
        "\ud83d",
        "ﷺ",
        "İ\r\n",
        "Answer\n",
        "*\nAnswer: Yes\n"
      })
  void aMegabyteOfAnythingIsGradedInBoundedTime(String piece) {
    String much = piece.repeat(HostileTexts.MEGABYTE / piece.length());
    String full = piece.repeat((AnswerTag.MAX_CHARACTERS - 1) / piece.length());
    assertTimeoutPreemptively(
        BOUND,
        () -> {
          for (List<String> choices : QUESTIONS) {
            gradeAll(much, choices, 700);
            gradeAll("<think>" + much + "</think><answer>" + full + "</answer>", choices, 700);
            gradeAll("<think>x</think>" + much + "<answer>B</answer>", choices, 700);
          }
        });
  }

  @Provide
  Arbitrary<String> hostile() {
    return HostileTexts.responses();
  }
}
