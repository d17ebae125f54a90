package dev.preceptor.vqa.judge;

import dev.preceptor.models.InputException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The semantic judge of the paper's Section 3.2: a language model reads Fig. 1's prompt about a
 * statement, and whether it would go on with " Yes" or with " No" is its verdict.
 */
public final class SemanticJudge {

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

  /** Judges the thinking text of a whole response; one without such a text is a no. */
  public Judged judgeResponse(String response) {
    Statement statement = Statement.of(response);
    return statement.isThere() ? judge(statement.text()) : Judged.nothingToJudge(statement.why());
  }

  /** Judges a statement. What the model cannot take is unscorable, with its reason. */
  public Judged judge(String statement) {
    try {
      return ruling(model.score(prompt(statement), ANSWERS));
    } catch (InputException e) {
      return Judged.unscorable(e.getMessage());
    }
  }

  private static Judged ruling(ScoredContinuations scored) {
    double yes = scored.logprobs()[0];
    double no = scored.logprobs()[1];
    if (Double.isNaN(yes) || Double.isNaN(no) || yes == no) {
      return Judged.unscorable("log-probabilities of Yes and No do not differ: " + yes + ", " + no);
    }
    return new Judged(
        yes > no ? Ruling.YES : Ruling.NO,
        OptionalDouble.of(yes),
        OptionalDouble.of(no),
        scored.promptIds(),
        "");
  }
}
