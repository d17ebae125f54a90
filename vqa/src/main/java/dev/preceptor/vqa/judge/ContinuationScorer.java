package dev.preceptor.vqa.judge;

import java.util.List;

/** A language model, seen as what it gives for continuations of a text. */
public interface ContinuationScorer {

  /**
   * Scores several continuations of one prompt.
   *
   * @throws dev.preceptor.models.InputException when the model cannot take the prompt, for example
   *     because it is too long; the message says why
   */
  ScoredContinuations score(String prompt, List<String> continuations);
}
