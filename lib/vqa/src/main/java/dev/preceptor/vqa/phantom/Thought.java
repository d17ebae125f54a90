package dev.preceptor.vqa.phantom;

/**
 * What a demonstration thinks, and its answer.
 *
 * @param text the thinking text
 * @param letter the choice it answers with, {@code 'A'} to {@code 'D'}
 */
record Thought(String text, char letter) {

  /** {@code <think>…</think><answer>B</answer>}. */
  String tagged() {
    return "<think>%s</think><answer>%c</answer>".formatted(text, letter);
  }

  /**
   * Without the tags of an answer, as a model writes that knows none: {@code <think>… Answer: B.}
   */
  String untagged() {
    return "<think>%s Answer: %c.".formatted(text, letter);
  }

  /** The answer's tag forgotten: {@code <think>…</think>B}. */
  String careless() {
    return "<think>%s</think>%c".formatted(text, letter);
  }
}
