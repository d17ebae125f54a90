package dev.preceptor.vqa.judge;

import dev.preceptor.vqa.ThinkingSpan;

/**
 * The part of a response that is judged: its thinking text, or the reason why there is none.
 *
 * @param text the text between the first {@code <think>} and the next {@code </think>}, trimmed,
 *     and made safe for the judge's prompt; empty if there is nothing to judge
 * @param why why there is nothing to judge; empty if there is something
 */
public record Statement(String text, String why) {

  /** Finds the thinking text of a whole response, including what its prompt opened. */
  public static Statement of(String response) {
    ThinkingSpan span = ThinkingSpan.of(response);
    return new Statement(QuotedStatement.of(span.text(response)), span.why());
  }

  /** Whether there is something to judge. */
  public boolean isPresent() {
    return why.isEmpty();
  }
}
