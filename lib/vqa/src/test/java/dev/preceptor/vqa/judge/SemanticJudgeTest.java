package dev.preceptor.vqa.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SemanticJudgeTest {

  private static SemanticJudge judge(double yes, double no) {
    return new SemanticJudge(
        (prompt, continuations) -> new ScoredContinuations(new int[] {1}, new double[] {yes, no}));
  }

  @Test
  void theMoreLikelyContinuationIsTheVerdict() {
    assertThat(judge(-1, -2).judge("A lung.").ruling()).isEqualTo(Ruling.YES);
    assertThat(judge(-2, -1).judge("A lung.").ruling()).isEqualTo(Ruling.NO);
  }

  @Test
  void equallyLikelyContinuationsAreNotANo() {
    assertThat(judge(-1, -1).judge("A lung.").ruling()).isEqualTo(Ruling.UNSCORABLE);
    assertThat(judge(Double.NaN, -1).judge("A lung.").ruling()).isEqualTo(Ruling.UNSCORABLE);
  }

  @Test
  void anInfiniteLogProbabilityIsNoVerdict() {
    for (double other : new double[] {-1, Double.NEGATIVE_INFINITY, Double.NaN}) {
      JudgedStatement judged = judge(Double.NEGATIVE_INFINITY, other).judge("A lung.");
      assertThat(judged.ruling()).isEqualTo(Ruling.UNSCORABLE);
      assertThat(judged.why()).contains("not finite: -Infinity, " + other);
    }
  }

  /** The goldens of BioGPT and Mistral were made with exactly this text. */
  @Test
  void thePromptIsFigureOnes() {
    assertThat(SemanticJudge.prompt("The left lung shows an opacity with effusion."))
        .isEqualTo(
            "Evaluate the following medical statement for semantic correctness and clinical"
                + " coherence:\n\nGiven Statement: The left lung shows an opacity with effusion."
                + "\n\nAnswer 'Yes' if the statement is medically coherent and accurate, or 'No'"
                + " otherwise.\n\nAnswer:");
  }

  @Test
  void aPromptThatTheModelRefusesIsUnscorableWithTheReason() {
    SemanticJudge judge =
        new SemanticJudge(
            (prompt, continuations) -> {
              throw new InputException("2000 tokens, the model takes 1024");
            });
    JudgedStatement judged = judge.judge("A long one.");
    assertThat(judged.ruling()).isEqualTo(Ruling.UNSCORABLE);
    assertThat(judged.why()).contains("2000 tokens");
    assertThat(judged.yesLogprob()).isEmpty();
  }

  /** Batching changes the last bits, which must not change a verdict. */
  @Test
  void aCloseDecisionIsJudgedAloneSoItDoesNotDependOnTheBatch() {
    SemanticJudge judge =
        new SemanticJudge(
            new ContinuationScorer() {
              @Override
              public ScoredContinuations score(String prompt, List<String> continuations) {
                throw new AssertionError("prompts are scored together");
              }

              @Override
              public List<ScoredContinuations> scoreAll(
                  List<String> prompts, List<String> continuations) {
                double moved = prompts.size() == 1 ? 0 : 2e-5;
                return prompts.stream()
                    .map(
                        prompt ->
                            prompt.contains("close")
                                ? new double[] {-1 - moved, -1.00001}
                                : new double[] {-2 - moved, -1})
                    .map(logprobs -> new ScoredContinuations(new int[] {1}, logprobs))
                    .toList();
              }
            });
    assertThat(judge.judge(List.of("far", "close", "far too")))
        .extracting(JudgedStatement::ruling)
        .containsExactly(Ruling.NO, Ruling.YES, Ruling.NO);
    assertThat(judge.judge("close").ruling()).isEqualTo(Ruling.YES);
  }

  @Test
  void aRefusedStatementDoesNotAffectTheOthers() {
    SemanticJudge judge =
        new SemanticJudge(
            (prompt, continuations) -> {
              if (prompt.contains("long")) {
                throw new InputException("2000 tokens, the model takes 1024");
              }
              return new ScoredContinuations(new int[] {1}, new double[] {-1, -2});
            });
    assertThat(judge.judge(List.of("short", "long", "brief")))
        .extracting(JudgedStatement::ruling)
        .containsExactly(Ruling.YES, Ruling.UNSCORABLE, Ruling.YES);
  }
}
