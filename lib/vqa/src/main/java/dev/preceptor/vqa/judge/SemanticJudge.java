package dev.preceptor.vqa.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The semantic judge of the paper's Section 3.2: a language model is given the prompt of Fig. 1
 * about a statement, and the more likely of the continuations " Yes" and " No" is its verdict.
 *
 * <p>Statements are judged in batches. The last bits of a float32 sum depend on the batch, so a
 * statement whose Yes and No differ by less than {@value #NEAR} is judged again alone: a verdict
 * does not depend on the other statements in the batch.
 */
public final class SemanticJudge implements StatementJudge {

  /**
   * Statements whose log-probabilities differ by less are judged alone; batching changes them by
   * about 1e-5.
   */
  static final double NEAR = 1e-3;

  /** The possible continuations: yes, no. */
  public static final List<String> ANSWERS = List.of(" Yes", " No");

  private final ContinuationScorer model;

  /** Creates a judge with a model. */
  public SemanticJudge(ContinuationScorer model) {
    this.model = model;
  }

  /** The prompt of Fig. 1 about a statement. */
  public static String prompt(String statement) {
    return "Evaluate the following medical statement for semantic correctness and clinical"
        + " coherence:\n\nGiven Statement: "
        + statement
        + "\n\nAnswer 'Yes' if the statement is medically coherent and accurate, or 'No'"
        + " otherwise.\n\nAnswer:";
  }

  /**
   * Judges statements. A statement that the model cannot process is unscorable, with the reason.
   */
  @Override
  public List<JudgedStatement> judge(List<String> statements) {
    List<String> prompts = statements.stream().map(SemanticJudge::prompt).toList();
    List<ScoredContinuations> together = model.scoreAll(prompts, ANSWERS);
    List<JudgedStatement> judged = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      ScoredContinuations scored = together.get(i);
      boolean alone = prompts.size() > 1 && isNear(scored);
      judged.add(ruling(alone ? model.scoreAll(List.of(prompts.get(i)), ANSWERS).get(0) : scored));
    }
    return judged;
  }

  private static boolean isNear(ScoredContinuations scored) {
    return !scored.isRefused() && Math.abs(scored.logprobs()[0] - scored.logprobs()[1]) < NEAR;
  }

  private static JudgedStatement ruling(ScoredContinuations scored) {
    if (scored.isRefused()) {
      return JudgedStatement.unscorable(JudgeFault.TOO_LONG, scored.refusal());
    }
    double yes = scored.logprobs()[0];
    double no = scored.logprobs()[1];
    if (!Double.isFinite(yes) || !Double.isFinite(no)) {
      return JudgedStatement.unscorable(
          JudgeFault.UNDECIDED,
          "log-probabilities of Yes and No are not finite: "
              + yes
              + ", "
              + no
              + "; the judge's weights are too large");
    }
    if (yes == no) {
      return JudgedStatement.unscorable(
          JudgeFault.UNDECIDED,
          "log-probabilities of Yes and No do not differ: " + yes + ", " + no);
    }
    return new JudgedStatement(
        yes > no ? Ruling.YES : Ruling.NO,
        OptionalDouble.of(yes),
        OptionalDouble.of(no),
        scored.promptIds(),
        JudgeFault.NONE,
        "");
  }
}
