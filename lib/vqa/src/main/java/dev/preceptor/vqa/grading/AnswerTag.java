package dev.preceptor.vqa.grading;

/**
 * What stands in a response's one {@code <answer>} tag, or the reason why nothing does.
 *
 * @param written as it stands there
 * @param text on one line in Unicode NFKC, its case kept; empty when there is nothing to read
 * @param why why there is nothing to read; empty when there is
 */
record AnswerTag(String written, String text, String why) {

  /** Longer answers are not read. */
  static final int MAX_CHARACTERS = 4_000;

  private static final String OPEN = "<answer>";
  private static final String CLOSE = "</answer>";

  /** Finds it; in time linear in the response's length. */
  static AnswerTag of(String response) {
    int open = response.indexOf(OPEN);
    int close = response.indexOf(CLOSE);
    if (open < 0) {
      return nothing("no <answer> tag");
    }
    if (response.lastIndexOf(OPEN) != open || response.lastIndexOf(CLOSE) != close) {
      return nothing("more than one <answer> tag");
    }
    if (close < open) {
      return nothing("<answer> is not closed");
    }
    if (close - open - OPEN.length() > MAX_CHARACTERS) {
      return nothing("the answer is longer than " + MAX_CHARACTERS + " characters");
    }
    String written = response.substring(open + OPEN.length(), close);
    String text = AnswerReading.plain(written);
    return text.isEmpty() ? nothing("<answer> is empty") : new AnswerTag(written, text, "");
  }

  private static AnswerTag nothing(String why) {
    return new AnswerTag("", "", why);
  }

  boolean isThere() {
    return why.isEmpty();
  }
}
