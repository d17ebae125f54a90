package dev.preceptor.schemas;

/** Text from outside, quoted for a message: short, and on one line. */
public final class Excerpt {
  private static final int MAX_CHARS = 60;

  private Excerpt() {}

  /** The quoted text; "(none)" for null. */
  public static String of(String text) {
    if (text == null) {
      return "(none)";
    }
    String line = oneLine(text.strip());
    return line.length() <= MAX_CHARS
        ? "'" + line + "'"
        : "'" + line.substring(0, MAX_CHARS) + "…'";
  }

  /** The text with its line breaks and other control characters as single spaces. */
  static String oneLine(String text) {
    return String.valueOf(text).replaceAll("[\\p{Cntrl}\\s]+", " ");
  }
}
