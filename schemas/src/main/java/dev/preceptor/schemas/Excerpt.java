package dev.preceptor.schemas;

/** Quotes untrusted text in a message: shortened, on one line. */
public final class Excerpt {
  private static final int MAX_CHARS = 60;

  private Excerpt() {}

  /** The text in quotes, shortened; "(none)" for null. */
  public static String of(String text) {
    return text == null ? "(none)" : "'" + of(text, MAX_CHARS) + "'";
  }

  /** The text without quotes, on one line, shortened to so many characters. */
  public static String of(String text, int maxChars) {
    String line = oneLine(text.strip());
    return line.length() <= maxChars ? line : line.substring(0, maxChars) + "…";
  }

  /** The text with each run of whitespace and control characters replaced by a space. */
  static String oneLine(String text) {
    return String.valueOf(text).replaceAll("[\\p{Cntrl}\\s]+", " ");
  }
}
