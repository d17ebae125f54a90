package dev.preceptor.vqa.grading;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Compares texts that are lists of items, such as {@code liver, spleen and lung}. */
final class AnswerList {

  /** Separators between items, but not a comma within a number. The expression cannot backtrack. */
  private static final Pattern SEPARATOR =
      Pattern.compile(",(?!\\d{3}(?!\\d))|;|&|\\band\\b", Pattern.CASE_INSENSITIVE);

  /** Words that mark an ordered list. */
  private static final Pattern ORDERED =
      Pattern.compile("\\b(?:respectively|then|followed)\\b", Pattern.CASE_INSENSITIVE);

  private AnswerList() {}

  /**
   * A key that is equal for lists of the same items in any order; empty if the text is not a list,
   * or an ordered one.
   */
  static Optional<String> key(String text) {
    if (ORDERED.matcher(text).find()) {
      return Optional.empty();
    }
    NavigableSet<String> items = new TreeSet<>();
    for (String item : SEPARATOR.split(withoutBoth(text))) {
      Quantity.parse(item)
          .map(Quantity::key)
          .or(() -> AnswerText.normalised(item))
          .ifPresent(items::add);
    }
    return items.size() < 2 ? Optional.empty() : Optional.of(String.join("\n", items));
  }

  private static String withoutBoth(String text) {
    String lead = "both ";
    return text.regionMatches(true, 0, lead, 0, lead.length())
        ? text.substring(lead.length())
        : text;
  }
}
