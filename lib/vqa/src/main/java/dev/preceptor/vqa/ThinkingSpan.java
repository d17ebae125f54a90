package dev.preceptor.vqa;

/**
 * The position of a response's thinking text: between the first {@code <think>} and the next {@code
 * </think>}.
 *
 * @param start index of the first character after {@code <think>}
 * @param end index of {@code </think>}; equal to {@code start} if there is no thinking text
 * @param why why there is no thinking text; empty if there is one
 */
public record ThinkingSpan(int start, int end, String why) {

  /** The tag that opens the thinking text. */
  public static final String OPEN = "<think>";

  /** The tag that closes it. */
  public static final String CLOSE = "</think>";

  /**
   * Finds the thinking text of a whole response, including what its prompt opened; takes linear
   * time.
   */
  public static ThinkingSpan of(String response) {
    int open = response.indexOf(OPEN);
    if (open < 0) {
      return nothing("no thinking text: no " + OPEN + " tag");
    }
    int start = open + OPEN.length();
    int end = response.indexOf(CLOSE, start);
    if (end < 0) {
      return nothing("no thinking text: no " + CLOSE + " tag after " + OPEN);
    }
    for (int i = start; i < end; i++) {
      if (!Character.isWhitespace(response.charAt(i))) {
        return new ThinkingSpan(start, end, "");
      }
    }
    return nothing("no thinking text: it is empty");
  }

  private static ThinkingSpan nothing(String why) {
    return new ThinkingSpan(0, 0, why);
  }

  /** Whether there is any thinking text. */
  public boolean isPresent() {
    return why.isEmpty();
  }

  /** The thinking text, trimmed; empty if there is none. */
  public String text(String response) {
    return response.substring(start, end).strip();
  }
}
