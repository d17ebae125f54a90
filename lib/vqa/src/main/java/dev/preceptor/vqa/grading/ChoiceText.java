package dev.preceptor.vqa.grading;

import dev.preceptor.vqa.grading.LetterForm.Kind;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Forms of a choice's text: cleaned, without its letter, and canonical for comparison. */
public final class ChoiceText {

  /** Longer than any label before a text. */
  private static final int MAX_LABEL_CHARACTERS = 16;

  private ChoiceText() {}

  /**
   * A text on one line: runs of white space, line breaks, {@code \xa0} and control characters
   * become one space, invisible characters are removed, and the text is trimmed.
   */
  public static String clean(String written) {
    StringBuilder line = new StringBuilder(written.length());
    boolean gap = false;
    for (int i = 0; i < written.length(); ) {
      int c = written.codePointAt(i);
      i += Character.charCount(c);
      if (isSpace(c) || Character.isISOControl(c)) {
        gap = !line.isEmpty();
      } else if (!Signs.isInvisible(c)) {
        if (gap) {
          line.append(' ');
          gap = false;
        }
        line.appendCodePoint(c);
      }
    }
    return line.toString();
  }

  /**
   * The texts of a question's choices, cleaned and without their letters. A choice loses its own
   * letter and a colon ({@code " B:Focal uptake "}); other labels ({@code B. CT}, {@code (B) CT},
   * {@code B、CT}) are removed if all choices have them, since {@code C. difficile} may be a text.
   * {@code "A vertebra"} and, as choice C, {@code "B: cells"} stay as they are.
   *
   * @param written the choices A, B, C …
   */
  public static List<String> withoutLetters(List<String> written) {
    List<String> unlabelled = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      char letter = (char) ('A' + i);
      texts.add(withoutColon(letter, clean(written.get(i))));
      withoutLabel(letter, clean(written.get(i))).ifPresent(unlabelled::add);
    }
    return unlabelled.size() == texts.size() ? unlabelled : texts;
  }

  private static String withoutColon(char letter, String text) {
    for (int colon = 1; colon <= 2 && colon < text.length(); colon++) {
      String start = plain(text.substring(0, colon + 1));
      if (start.equals(letter + ":") || start.equals(letter + " :")) {
        return text.substring(colon + 1).strip();
      }
    }
    return text;
  }

  /**
   * A text without a choice's letter before it; empty if it has none.
   *
   * @param text cleaned
   */
  static Optional<String> withoutLabel(char letter, String text) {
    return label(letter, text).map(form -> after(text, form.rest()));
  }

  private static Optional<LetterForm> label(char letter, String text) {
    return LetterForm.at(plain(text), letter - 'A' + 1)
        .filter(form -> form.written() == letter)
        .filter(form -> form.kind() == Kind.LABEL || form.kind() == Kind.LOOSE_LABEL);
  }

  /** The end of a text that is {@code rest} in NFKC, in its own characters. */
  private static String after(String text, String rest) {
    for (int from = 1; from < Math.min(text.length(), MAX_LABEL_CHARACTERS); from++) {
      if (plain(text.substring(from)).equals(rest)) {
        return text.substring(from).strip();
      }
    }
    return rest;
  }

  /**
   * The letter that a text consists of, in any decoration and width: {@code B}, {@code b}, {@code
   * (B)}, {@code Ｂ}.
   *
   * @param choices number of letters, from A
   */
  public static Optional<Character> letter(String written, int choices) {
    return LetterForm.at(plain(written), choices)
        .filter(form -> form.kind() == Kind.ALONE || form.kind() == Kind.EMPHASISED)
        .map(LetterForm::letter);
  }

  /**
   * Whether an answer's text, as a data file gives it, is that of a choice: empty, the choice's
   * letter, or its text with or without the letter.
   */
  public static boolean isAnswer(String written, char letter, String choice) {
    String text = clean(written);
    String wanted = canonical(choice);
    return text.isEmpty()
        || canonical(text).equals(wanted)
        || withoutLabel(letter, text).map(ChoiceText::canonical).filter(wanted::equals).isPresent()
        || letter(text, letter - 'A' + 1).filter(named -> named == letter).isPresent();
  }

  /** A text on one line in Unicode NFKC, with its case kept. */
  static String plain(String text) {
    return clean(Normalizer.normalize(text, Normalizer.Form.NFKC));
  }

  /**
   * The form in which answers are compared: Unicode NFKC, case-folded, cleaned, without final full
   * stops. Two texts with the same canonical form are the same answer.
   */
  public static String canonical(String text) {
    String folded = clean(Normalizer.normalize(text, Normalizer.Form.NFKC));
    folded = folded.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    folded = clean(Normalizer.normalize(folded, Normalizer.Form.NFKC));
    int end = folded.length();
    while (end > 0 && (folded.charAt(end - 1) == '.' || folded.charAt(end - 1) == ' ')) {
      end--;
    }
    return end == 0 ? folded : folded.substring(0, end);
  }

  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
