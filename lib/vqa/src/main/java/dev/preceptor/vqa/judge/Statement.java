package dev.preceptor.vqa.judge;

import dev.preceptor.vqa.ThinkingSpan;

/**
 * What a response offers to be judged: its thinking text, or the reason why there is none.
 *
 * @param text the text between the first {@code <think>} and the {@code </think>} after it, without
 *     spaces around it and unable to pass for the judge's own prompt; empty when there is nothing
 *     to judge
 * @param why why there is nothing to judge; empty when there is
 */
public record Statement(String text, String why) {

  /** Finds the thinking text of a whole response, its prompt's completion prefix included. */
  public static Statement of(String response) {
    ThinkingSpan span = ThinkingSpan.of(response);
    return new Statement(QuotedStatement.of(span.text(response)), span.why());
  }

  /** Whether there is something to judge. */
  public boolean isThere() {
    return why.isEmpty();
  }
}
