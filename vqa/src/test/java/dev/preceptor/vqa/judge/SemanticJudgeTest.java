package dev.preceptor.vqa.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SemanticJudgeTest {

  private static SemanticJudge judge(double yes, double no) {
    return new SemanticJudge(
        (prompt, continuations) -> new ScoredContinuations(new int[] {1}, new double[] {yes, no}));
  }

  @Test
  void theLikelierContinuationIsTheVerdict() {
    assertThat(judge(-1, -2).judge("A lung.").ruling()).isEqualTo(Ruling.YES);
    assertThat(judge(-2, -1).judge("A lung.").ruling()).isEqualTo(Ruling.NO);
  }

  @Test
  void neitherLikelierIsNotANo() {
    assertThat(judge(-1, -1).judge("A lung.").ruling()).isEqualTo(Ruling.UNSCORABLE);
    assertThat(judge(Double.NaN, -1).judge("A lung.").ruling()).isEqualTo(Ruling.UNSCORABLE);
  }

  /** The golden cases of biogpt and mistral were made with exactly this text. */
  @Test
  void theModelReadsFigureOne() {
    assertThat(SemanticJudge.prompt("The left lung shows an opacity with effusion."))
        .isEqualTo(
            "Evaluate the following medical statement for semantic correctness and clinical"
                + " coherence:\n\nGiven Statement: The left lung shows an opacity with effusion."
                + "\n\nAnswer 'Yes' if the statement is medically coherent and accurate, or 'No'"
                + " otherwise.\n\nAnswer:");
  }

  @Test
  void whatTheModelCannotTakeIsUnscorableWithItsReason() {
    SemanticJudge judge =
        new SemanticJudge(
            (prompt, continuations) -> {
              throw new InputException("2000 tokens, the model takes 1024");
            });
    Judged judged = judge.judge("A long one.");
    assertThat(judged.ruling()).isEqualTo(Ruling.UNSCORABLE);
    assertThat(judged.why()).contains("2000 tokens");
    assertThat(judged.yesLogprob()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "The answer is B, no <think> tag",
    "<think>I see a lung, no </think> tag after <think>",
    "</think><think>, no </think> tag after <think>",
    "<think>  </think><answer>A</answer>, it is empty"
  })
  void aResponseWithoutThinkingIsANoWithItsReason(String response, String why) {
    Judged judged = judge(-1, -2).judgeResponse(response);
    assertThat(judged.ruling()).isEqualTo(Ruling.NO);
    assertThat(judged.why()).startsWith("no thinking text").contains(why);
  }

  @Test
  void onlyTheThinkingTextIsJudged() {
    String[] asked = new String[1];
    SemanticJudge judge =
        new SemanticJudge(
            (prompt, continuations) -> {
              asked[0] = prompt;
              return new ScoredContinuations(new int[] {1}, new double[] {-1, -2});
            });
    judge.judgeResponse("<think>\nThe lung\nis clear. </think>\n<answer>B</answer>");
    assertThat(asked[0]).isEqualTo(SemanticJudge.prompt("The lung\nis clear."));
  }
}
