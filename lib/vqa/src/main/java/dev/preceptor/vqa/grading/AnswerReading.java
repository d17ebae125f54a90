package dev.preceptor.vqa.grading;

import dev.preceptor.vqa.grading.LetterForm.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The choice that a response names in its {@code <answer>} tag. {@code docs/reference/grading.md}
 * lists the forms.
 *
 * <p>Texts are compared by {@link ChoiceText#canonical}, and other signs than letters and digits
 * are read by their Unicode properties. The first rule that applies decides:
 *
 * <ol>
 *   <li>A letter alone ({@code B}, {@code b}, {@code B.}, {@code (B)}, {@code 【B】}) names that
 *       choice, even if an option's text is also a letter.
 *   <li>The whole text of an option names that option, even if it starts like a letter ({@code A
 *       vertebra}, {@code C. difficile}). Emphasis, quotes and brackets around it and punctuation
 *       after it are ignored, as in the paper's Fig. S2, {@code ASA **}.
 *   <li>A letter in emphasis or quotes ({@code **B**}) names that choice.
 *   <li>A letter as a label ({@code B: any text}, {@code (B) any text}, {@code B. any text}, {@code
 *       B - any text}) names that choice, unless the text is another option's or lists another
 *       option as well.
 *   <li>A letter before its own option's text, however they are joined ({@code B Abdomen}), or
 *       after it and apart from it ({@code Abdomen (B)}), names that choice.
 *   <li>What stands around an answer is removed ({@link AnswerWrapping}), and the rest is read by
 *       the same rules: {@code The answer is B}, {@code \\boxed{B}}, {@code - B}.
 * </ol>
 *
 * <p>Anything else names no choice: {@code Vitamin A}, two options, an empty tag, no tag or several
 * tags.
 *
 * @param letter the letter of the choice; empty if none or more than one is named
 * @param check the check that decided
 * @param why the reason, as a short phrase
 * @param rest the text beside the letter, in NFKC; empty if there is none
 */
public record AnswerReading(Optional<Character> letter, Check check, String why, String rest) {

  /** The checks that decide which choice is named. */
  public enum Check {
    /** There is not exactly one tag, or it is empty or too long. */
    TAG,
    /** A letter, with or without text. */
    LETTER,
    /** An option's text, or neither a letter nor an option's text. */
    TEXT,
    /** A letter with another option's text. */
    CONTRADICTION,
    /** More than one option. */
    SEVERAL;

    /** The check's name in a breakdown. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Longest answer that is read, characters. */
  public static final int MAX_CHARACTERS = AnswerTag.MAX_CHARACTERS;

  /** Separators between the options of a list, beside the punctuation of other scripts. */
  private static final Pattern LIST =
      Pattern.compile("[,;/|&]|\\b(?:and|or)\\b", Pattern.CASE_INSENSITIVE);

  /**
   * Reads a response; never throws, whatever the text.
   *
   * @param response the whole response
   * @param choices the texts of A, B, C … without their letters
   */
  public static AnswerReading of(String response, List<String> choices) {
    AnswerTag tag = AnswerTag.of(response);
    return tag.isPresent()
        ? read(tag.text(), new Options(choices), AnswerWrapping.MAX_LAYERS)
        : none(Check.TAG, tag.why());
  }

  /**
   * @param layers how many layers may still be removed from around the text
   */
  private static AnswerReading read(String text, Options options, int layers) {
    Optional<LetterForm> form = LetterForm.at(text, options.size());
    Kind kind = form.map(LetterForm::kind).orElse(Kind.WORD);
    if (kind == Kind.ALONE) {
      return letter(form.get());
    }
    SortedSet<Character> whole = options.named(text);
    boolean ownText = form.filter(letter -> hasOwnText(letter, options)).isPresent();
    if (!whole.isEmpty()) {
      if (ownText && kind == Kind.LABEL) {
        whole.add(form.get().letter());
      }
      return whole.size() == 1
          ? new AnswerReading(
              Optional.of(whole.first()), Check.TEXT, "the text of " + whole.first(), "")
          : several(whole);
    }
    if (kind == Kind.EMPHASISED) {
      return letter(form.get());
    }
    if (ownText) {
      return withText(form.get().letter(), form.get().rest());
    }
    if (kind == Kind.LABEL || kind == Kind.LOOSE_LABEL) {
      return label(form.get(), options);
    }
    Optional<String> within = layers > 0 ? AnswerWrapping.within(text) : Optional.empty();
    if (within.isPresent()) {
      return read(within.get(), options, layers - 1);
    }
    return LastLetter.of(text, options.size())
        .flatMap(last -> last(last, options))
        .orElseGet(() -> list(text, options));
  }

  /** A letter after an option's text; empty if it is after no option's. */
  private static Optional<AnswerReading> last(LastLetter last, Options options) {
    SortedSet<Character> named = options.named(last.before());
    boolean twoLetters =
        LetterForm.at(last.before(), options.size())
            .filter(first -> first.kind() == Kind.ALONE)
            .isPresent();
    if (named.isEmpty() || twoLetters) {
      return Optional.empty();
    }
    return Optional.of(
        named.contains(last.letter())
            ? withText(last.letter(), last.before())
            : contradiction(last.letter(), named));
  }

  private static AnswerReading list(String text, Options options) {
    SortedSet<Character> listed = listed(text, options);
    return listed.size() > 1
        ? several(listed)
        : none(Check.TEXT, "neither a letter nor an option's text");
  }

  /**
   * Whether a letter is followed by its own option's text. {@code B, A} counts as two letters, even
   * if the text of B is "A".
   */
  private static boolean hasOwnText(LetterForm form, Options options) {
    boolean twoLetters =
        form.kind() == Kind.WORD
            && LetterForm.at(form.rest(), options.size())
                .filter(next -> next.kind() == Kind.ALONE)
                .isPresent();
    return !twoLetters && options.named(form.rest()).contains(form.letter());
  }

  private static AnswerReading label(LetterForm form, Options options) {
    SortedSet<Character> contradiction = options.named(form.rest());
    if (!contradiction.isEmpty()) {
      return contradiction(form.letter(), contradiction);
    }
    SortedSet<Character> named = listed(afterOwnText(form, options), options);
    named.add(form.letter());
    return named.size() == 1 ? letter(form) : several(named);
  }

  /** The text after the option's own text, so that options are not searched for within it. */
  private static String afterOwnText(LetterForm form, Options options) {
    String own = options.text(form.letter());
    String rest = form.rest();
    boolean leads =
        rest.regionMatches(true, 0, own, 0, own.length())
            && (rest.length() == own.length()
                || !Character.isLetterOrDigit(rest.charAt(own.length())));
    return leads ? rest.substring(own.length()) : rest;
  }

  /** The options that a text names as items of a list or as labels. */
  private static SortedSet<Character> listed(String text, Options options) {
    SortedSet<Character> named = new TreeSet<>();
    for (String written : LIST.split(withCommas(text))) {
      String item = AnswerWrapping.innermost(written.strip());
      named.addAll(options.named(item));
      LetterForm.at(item, options.size())
          .filter(form -> Character.isUpperCase(form.written()))
          .filter(form -> isItem(form, options))
          .ifPresent(form -> named.add(form.letter()));
    }
    for (int colon = text.indexOf(':'); colon > 0; colon = text.indexOf(':', colon + 1)) {
      char before = text.charAt(colon - 1);
      boolean label = colon == 1 || !Character.isLetterOrDigit(text.charAt(colon - 2));
      if (label && before >= 'A' && before < 'A' + options.size()) {
        named.add(before);
      }
    }
    return named;
  }

  /** The text with a comma in place of each punctuation mark of another script. */
  private static String withCommas(String text) {
    StringBuilder commas = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      if (Signs.isForeignPunctuation(text.charAt(i))) {
        commas.setCharAt(i, ',');
      }
    }
    return commas.toString();
  }

  private static boolean isItem(LetterForm form, Options options) {
    return switch (form.kind()) {
      case ALONE, EMPHASISED, LABEL -> true;
      case LOOSE_LABEL, WORD -> hasOwnText(form, options);
    };
  }

  private static AnswerReading letter(LetterForm form) {
    return new AnswerReading(
        Optional.of(form.letter()), Check.LETTER, "letter " + form.letter(), form.rest());
  }

  private static AnswerReading withText(char letter, String text) {
    return new AnswerReading(
        Optional.of(letter), Check.LETTER, "letter " + letter + " and its text", text);
  }

  private static AnswerReading contradiction(char letter, SortedSet<Character> named) {
    return none(
        Check.CONTRADICTION,
        "letter " + letter + " contradicts its text, which is " + join(named) + "'s");
  }

  private static AnswerReading several(SortedSet<Character> letters) {
    return none(Check.SEVERAL, "names " + letters.size() + " options, " + join(letters));
  }

  private static AnswerReading none(Check check, String why) {
    return new AnswerReading(Optional.empty(), check, why, "");
  }

  private static String join(SortedSet<Character> letters) {
    return letters.stream().map(String::valueOf).collect(Collectors.joining(" and "));
  }
}
