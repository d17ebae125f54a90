package dev.preceptor.schemas;

/** Quotes untrusted text in a message: shortened, on one line. */
public final class Excerpt {
  private static final int MAX_CHARS = 60;

  private Excerpt() {}

  /** The text in quotes, shortened; "(none)" for null. */
  public static String of(String text) {
    if (text == null) {
      return "(none)";
    }
    String line = oneLine(text.strip());
    return line.length() <= MAX_CHARS
        ? "'" + line + "'"
        : "'" + line.substring(0, MAX_CHARS) + "…'";
  }

  /** The text with each run of whitespace and control characters replaced by a space. */
  static String oneLine(String text) {
    return String.valueOf(text).replaceAll("[\\p{Cntrl}\\s]+", " ");
  }
}
