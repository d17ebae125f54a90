package dev.preceptor.vqa.judge;

import dev.preceptor.models.InputException;
import java.util.List;

/** A language model that scores continuations of a prompt. */
public interface ContinuationScorer {

  /**
   * Scores several continuations of one prompt.
   *
   * @throws InputException if the model cannot process the prompt, for example because it is too
   *     long
   */
  ScoredContinuations score(String prompt, List<String> continuations);

  /**
   * Scores the same continuations of several prompts. Results may differ from scoring one by one
   * only by the order of floating-point additions.
   *
   * @return one result per prompt; for a prompt that the model cannot process, a refusal
   */
  default List<ScoredContinuations> scoreAll(List<String> prompts, List<String> continuations) {
    return prompts.stream().map(prompt -> scoreOrRefuse(prompt, continuations)).toList();
  }

  private ScoredContinuations scoreOrRefuse(String prompt, List<String> continuations) {
    try {
      return score(prompt, continuations);
    } catch (InputException e) {
      return ScoredContinuations.refused(e.getMessage());
    }
  }
}
