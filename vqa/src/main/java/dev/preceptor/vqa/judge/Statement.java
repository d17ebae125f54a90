package dev.preceptor.vqa.judge;

/**
 * What a response offers to be judged: its thinking text, or the reason why there is none.
 *
 * @param text the text between the first {@code <think>} and the {@code </think>} after it, without
 *     spaces around it; empty when there is nothing to judge
 * @param why why there is nothing to judge; empty when there is
 */
public record Statement(String text, String why) {

  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";

  /** Finds the thinking text of a whole response, its prompt's completion prefix included. */
  public static Statement of(String response) {
    int open = response.indexOf(OPEN);
    if (open < 0) {
      return nothing("no thinking text: no " + OPEN + " tag");
    }
    int start = open + OPEN.length();
    int end = response.indexOf(CLOSE, start);
    if (end < 0) {
      return nothing("no thinking text: no " + CLOSE + " tag after " + OPEN);
    }
    String text = response.substring(start, end).strip();
    return text.isEmpty() ? nothing("no thinking text: it is empty") : new Statement(text, "");
  }

  private static Statement nothing(String why) {
    return new Statement("", why);
  }

  /** Whether there is something to judge. */
  public boolean isThere() {
    return why.isEmpty();
  }
}
