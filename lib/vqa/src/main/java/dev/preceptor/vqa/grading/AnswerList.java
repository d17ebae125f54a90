package dev.preceptor.vqa.grading;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A text as a list of items: {@code liver, spleen and lung}. */
final class AnswerList {

  /** A comma within a number is none; no part of the expression can match in two ways. */
  private static final Pattern SEPARATOR =
      Pattern.compile(",(?!\\d{3}(?!\\d))|;|&|\\band\\b", Pattern.CASE_INSENSITIVE);

  /** Words that say that an order is meant. */
  private static final Pattern ORDERED =
      Pattern.compile("\\b(?:respectively|then|followed)\\b", Pattern.CASE_INSENSITIVE);

  private AnswerList() {}

  /** The same for lists of the same items in any order; none for what is no list. */
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
