package dev.preceptor.models.adapter;

import dev.preceptor.models.InputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression from a file that is not trusted: it may look at a name's characters only so
 * often, so that one that backtracks without end is refused instead.
 */
final class BoundedPattern {

  private static final int MAX_CHARACTERS = 4096;
  private static final int MAX_LOOKS = 1_000_000;

  private final Pattern pattern;
  private final String place;

  /**
   * Compiles an expression.
   *
   * @param text the expression, in Python's syntax
   * @param place the file and key that it comes from
   */
  BoundedPattern(String text, String place) {
    this.place = place;
    if (text.length() > MAX_CHARACTERS) {
      throw new InputException(
          "%s: an expression of %d characters; use at most %d"
              .formatted(place, text.length(), MAX_CHARACTERS));
    }
    try {
      // Python writes a named group with a P.
      pattern = Pattern.compile(text.replace("(?P<", "(?<"));
    } catch (PatternSyntaxException e) {
      throw new InputException(
          "%s: '%s' is not a regular expression (%s); correct it"
              .formatted(place, shown(text), e.getDescription()),
          e);
    }
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > 60 ? line.substring(0, 60) + "…" : line;
  }

  /** Whether the whole name matches, as Python's {@code re.fullmatch}. */
  boolean matches(String name) {
    return matcher(name).matches();
  }

  /** A matcher for a name; throws {@link InputException} when it looks too often. */
  Matcher matcher(String name) {
    int[] looks = {0};
    return pattern.matcher(new Counted(name, place, looks));
  }

  /** A text that counts how often its characters are looked at. */
  private record Counted(String text, String place, int[] looks) implements CharSequence {

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++looks[0] > MAX_LOOKS) {
        throw new InputException(
            "%s: the expression backtracks too much on '%s'; write a simpler one"
                .formatted(place, text));
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.substring(start, end), place, looks);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
