package dev.preceptor.vqa.judge;

import dev.preceptor.models.InputException;
import java.util.List;

/** A language model, seen as what it gives for continuations of a text. */
public interface ContinuationScorer {

  /**
   * Scores several continuations of one prompt.
   *
   * @throws InputException when the model cannot take the prompt, for example because it is too
   *     long; the message says why
   */
  ScoredContinuations score(String prompt, List<String> continuations);

  /**
   * Scores the same continuations of several prompts. What differs from asking one by one is at
   * most the order of additions.
   *
   * @return one for each prompt; a prompt that the model cannot take is refused alone
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
