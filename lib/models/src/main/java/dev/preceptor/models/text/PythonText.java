package dev.preceptor.models.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Python's string methods, which chat templates and tokenizers written for Python rely on. */
final class PythonText {

  private static final char NEXT_LINE = '\u0085';

  private PythonText() {}

  /** The result of a method; empty if no method has that name and number of arguments. */
  static Optional<Object> call(String text, String method, Object... arguments) {
    return Optional.ofNullable(
        switch (arguments.length) {
          case 0 -> call(text, method);
          case 1 -> call(text, method, String.valueOf(arguments[0]));
          case 2 -> call(text, method, String.valueOf(arguments[0]), arguments[1]);
          default -> null;
        });
  }

  private static Object call(String text, String method) {
    return switch (method) {
      case "strip" -> strip(text, true, true);
      case "lstrip" -> strip(text, true, false);
      case "rstrip" -> strip(text, false, true);
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "capitalize" -> capitalized(text);
      case "title" -> titled(text);
      case "split" -> words(text);
      default -> null;
    };
  }

  private static Object call(String text, String method, String argument) {
    return switch (method) {
      case "strip" -> strip(text, c -> argument.indexOf(c) >= 0, true, true);
      case "lstrip" -> strip(text, c -> argument.indexOf(c) >= 0, true, false);
      case "rstrip" -> strip(text, c -> argument.indexOf(c) >= 0, false, true);
      case "startswith" -> text.startsWith(argument);
      case "endswith" -> text.endsWith(argument);
      case "split" -> split(text, argument, Integer.MAX_VALUE);
      case "find" -> (long) text.indexOf(argument);
      default -> null;
    };
  }

  private static Object call(String text, String method, String first, Object second) {
    return switch (method) {
      case "replace" -> text.replace(first, String.valueOf(second));
      case "split" ->
          second instanceof Number most
              ? split(text, first, most.longValue() < 0 ? Integer.MAX_VALUE : most.intValue())
              : null;
      default -> null;
    };
  }

  private static String capitalized(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT)
            + text.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String titled(String text) {
    StringBuilder title = new StringBuilder(text.length());
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      title.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
      inWord = Character.isLetter(c);
    }
    return title.toString();
  }

  /** A text without the white space at its ends. */
  static String strip(String text, boolean left, boolean right) {
    return strip(text, PythonText::isSpace, left, right);
  }

  /** Whether Python counts a character as white space, which includes the no-break space. */
  static boolean isSpace(int character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || character == NEXT_LINE;
  }

  private static String strip(String text, IntPredicate stripped, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && stripped.test(text.charAt(from))) {
      from++;
    }
    while (right && to > from && stripped.test(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** A text without the white space at both ends. */
  static String strip(String text) {
    return strip(text, true, true);
  }

  /** A text with one space for every run of white space. */
  static String singleSpaced(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean before = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean space = isSpace(c);
      if (!space) {
        out.append(c);
      } else if (!before) {
        out.append(' ');
      }
      before = space;
    }
    return out.toString();
  }

  /** The pieces between runs of white space. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean ends = i == text.length() || isSpace(text.charAt(i));
      if (ends && start >= 0) {
        words.add(text.substring(start, i));
        start = -1;
      } else if (!ends && start < 0) {
        start = i;
      }
    }
    return words;
  }

  private static List<String> split(String text, String separator, int most) {
    if (separator.isEmpty()) {
      return null;
    }
    List<String> pieces = new ArrayList<>();
    int from = 0;
    int next = text.indexOf(separator);
    while (next >= 0 && pieces.size() < most) {
      pieces.add(text.substring(from, next));
      from = next + separator.length();
      next = text.indexOf(separator, from);
    }
    pieces.add(text.substring(from));
    return pieces;
  }
}
