package dev.preceptor.vqa;

import dev.preceptor.vqa.grading.ChoiceText;

/** Thrown if a row is rejected, with the reason; caught where rows are read. */
final class UnusableRow extends Exception {

  private static final int SHOWN_CHARACTERS = 80;

  UnusableRow(String reason) {
    super(reason, null, false, false);
  }

  /** A value for use in a reason: quoted, on one line, shortened. */
  static String quoted(String value) {
    String line = ChoiceText.clean(value);
    return line.length() > SHOWN_CHARACTERS
        ? '"' + line.substring(0, SHOWN_CHARACTERS) + "…\""
        : '"' + line + '"';
  }
}
