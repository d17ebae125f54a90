package dev.preceptor.vqa.grading;

/**
 * The content of a response's {@code <answer>} tag, or the reason why there is none.
 *
 * @param written the content as written
 * @param text the content on one line in Unicode NFKC, with its case kept; empty if there is
 *     nothing to read
 * @param why why there is nothing to read; empty if there is something
 */
record AnswerTag(String written, String text, String why) {

  /** Longest answer that is read, characters. */
  static final int MAX_CHARACTERS = 4_000;

  private static final String OPEN = "<answer>";
  private static final String CLOSE = "</answer>";

  /** Finds the tag; takes linear time. */
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
    String text = ChoiceText.plain(written);
    return text.isEmpty() ? nothing("<answer> is empty") : new AnswerTag(written, text, "");
  }

  private static AnswerTag nothing(String why) {
    return new AnswerTag("", "", why);
  }

  boolean isPresent() {
    return why.isEmpty();
  }
}
