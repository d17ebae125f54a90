package dev.preceptor.vqa.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The semantic judge of the paper's Section 3.2: a language model reads Fig. 1's prompt about a
 * statement, and whether it would go on with " Yes" or with " No" is its verdict.
 *
 * <p>Statements are judged together. What a sum in float32 is depends in its last bits on what is
 * computed beside it, so where Yes and No come closer than {@value #NEAR}, the statement is judged
 * again by itself: a verdict does not depend on its neighbours.
 */
public final class SemanticJudge implements StatementJudge {

  /** Differences of log-probabilities below this are taken alone; batches move them by 1e-5. */
  static final double NEAR = 1e-3;

  /** What the prompt may be gone on with: yes, no. */
  public static final List<String> ANSWERS = List.of(" Yes", " No");

  private final ContinuationScorer model;

  /** A judge that asks the given model. */
  public SemanticJudge(ContinuationScorer model) {
    this.model = model;
  }

  /** Fig. 1's prompt about a statement. */
  public static String prompt(String statement) {
    return "Evaluate the following medical statement for semantic correctness and clinical"
        + " coherence:\n\nGiven Statement: "
        + statement
        + "\n\nAnswer 'Yes' if the statement is medically coherent and accurate, or 'No'"
        + " otherwise.\n\nAnswer:";
  }

  /** Judges statements. What the model cannot take is unscorable, with its reason. */
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
    if (Double.isNaN(yes) || Double.isNaN(no) || yes == no) {
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
