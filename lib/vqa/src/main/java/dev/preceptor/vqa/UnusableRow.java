package dev.preceptor.vqa;

import dev.preceptor.vqa.grading.ChoiceText;

/** Why a row is refused; caught where rows are read, never seen outside. */
final class UnusableRow extends Exception {

  private static final int SHOWN_CHARACTERS = 80;

  UnusableRow(String reason) {
    super(reason, null, false, false);
  }

  /** A value as a reason shows it: quoted, on one line, shortened. */
  static String quoted(String value) {
    String line = ChoiceText.clean(value);
    return line.length() > SHOWN_CHARACTERS
        ? '"' + line.substring(0, SHOWN_CHARACTERS) + "…\""
        : '"' + line + '"';
  }
}
