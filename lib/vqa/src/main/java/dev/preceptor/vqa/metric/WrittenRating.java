package dev.preceptor.vqa.metric;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the number from 1 to 10 that a model wrote: the first number of its text, as {@code 8},
 * {@code 8/10} or {@code Rating: 8}. Another number, a decimal fraction, a range and a text without
 * a number are no rating.
 */
final class WrittenRating {

  /** The number of characters that are read. */
  private static final int LOOKED_AT = 200;

  private static final int EXCERPT = 60;

  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\d.,-])(\\d{1,4})(?![\\d]|[.,]\\d|\\s*(?:-|–|to\\b|or\\b))");

  private WrittenRating() {}

  static Measure of(String text) {
    String start = text.substring(0, Math.min(text.length(), LOOKED_AT));
    Matcher number = NUMBER.matcher(start);
    boolean written = number.find() && isFirstDigit(start, number.start());
    int rating = written ? Integer.parseInt(number.group(1)) : 0;
    return rating >= 1 && rating <= Rating.MOST
        ? Measure.of(rating)
        : Measure.none("the server's answer is no number from 1 to 10: " + excerpt(text));
  }

  private static boolean isFirstDigit(String text, int at) {
    return text.substring(0, at).chars().noneMatch(Character::isDigit);
  }

  /** The start of a text, on one line. */
  private static String excerpt(String text) {
    String shown =
        text.substring(0, Math.min(text.length(), EXCERPT))
            .replaceAll("[\\p{Cntrl}\\p{Cs}\\s]+", " ")
            .strip();
    return "'" + shown + (text.length() > EXCERPT ? "…'" : "'");
  }
}
