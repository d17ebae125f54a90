package dev.preceptor.vqa;

/**
 * Where a response's thinking text stands: between the first {@code <think>} and the {@code
 * </think>} after it.
 *
 * @param start first character after {@code <think>}
 * @param end first character of {@code </think>}; {@code start} where there is no thinking text
 * @param why why there is no thinking text; empty when there is
 */
public record ThinkingSpan(int start, int end, String why) {

  /** What thinking begins with. */
  public static final String OPEN = "<think>";

  /** What it ends with. */
  public static final String CLOSE = "</think>";

  /** Finds it in a whole response, its prompt's completion prefix included; in linear time. */
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

  /** Whether there is a thinking text. */
  public boolean isThere() {
    return why.isEmpty();
  }

  /** The thinking text without spaces around it; empty where there is none. */
  public String text(String response) {
    return response.substring(start, end).strip();
  }
}
