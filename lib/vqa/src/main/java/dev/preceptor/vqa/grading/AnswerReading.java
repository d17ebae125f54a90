package dev.preceptor.vqa.grading;

import dev.preceptor.vqa.grading.LetterForm.Kind;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which choice a response names inside its one {@code <answer>} tag.
 *
 * <p>All comparing is by {@link ChoiceText#canonical}. The first that applies decides:
 *
 * <ol>
 *   <li>A letter alone ({@code B}, {@code b}, {@code B.}, {@code (B)}) is that letter, even where
 *       some option's text is a letter too.
 *   <li>An option's whole text is that option, even where it starts like a letter ({@code A
 *       vertebra}, {@code C. difficile}). Emphasis and quotes around it do not matter, as in the
 *       paper's Fig. S2, {@code ASA **}.
 *   <li>A letter in emphasis or quotes ({@code **B**}) is that letter.
 *   <li>A letter as a label ({@code B: any text}, {@code (B) any text}, {@code B. any text}, {@code
 *       B - any text}) is that letter, unless the text is another option's or goes on to list
 *       another option.
 *   <li>A letter before its own option's text, however it is joined ({@code B Abdomen}), is that
 *       letter.
 * </ol>
 *
 * <p>Anything else names none: {@code Vitamin A}, two options, no tag or several, an empty one.
 *
 * @param letter the letter of the choice named, empty if none or more than one is
 * @param check what decided
 * @param why the same as a short phrase
 */
public record AnswerReading(Optional<Character> letter, Check check, String why) {

  /** What decides which choice is named. */
  public enum Check {
    /** There is no one tag, or nothing readable in it. */
    TAG,
    /** A letter, with or without a text. */
    LETTER,
    /** An option's text, or none of them. */
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

  /** Longer answers are not read. */
  public static final int MAX_CHARACTERS = AnswerTag.MAX_CHARACTERS;

  /** What may stand between the options of a list. */
  private static final Pattern LIST =
      Pattern.compile("[,;/|&]|\\b(?:and|or)\\b", Pattern.CASE_INSENSITIVE);

  /**
   * Reads a response; never throws whatever its text.
   *
   * @param response the whole response
   * @param choices the texts of A, B, C … without their letters
   */
  public static AnswerReading of(String response, List<String> choices) {
    AnswerTag tag = AnswerTag.of(response);
    return tag.isThere()
        ? read(tag.text(), new Options(choices))
        : new AnswerReading(Optional.empty(), Check.TAG, tag.why());
  }

  private static AnswerReading read(String text, Options options) {
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
              Optional.of(whole.first()), Check.TEXT, "the text of " + whole.first())
          : several(whole);
    }
    if (kind == Kind.EMPHASISED) {
      return letter(form.get());
    }
    if (ownText) {
      return new AnswerReading(
          Optional.of(form.get().letter()),
          Check.LETTER,
          "letter " + form.get().letter() + " and its text");
    }
    if (kind == Kind.LABEL || kind == Kind.LOOSE_LABEL) {
      return label(form.get(), options);
    }
    SortedSet<Character> listed = listed(text, options);
    return listed.size() > 1
        ? several(listed)
        : new AnswerReading(Optional.empty(), Check.TEXT, "neither a letter nor an option's text");
  }

  /**
   * Whether a letter is followed by its own option's text. {@code B, A} is two letters rather than
   * B and its text, even where the text of B is "A".
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
      return new AnswerReading(
          Optional.empty(),
          Check.CONTRADICTION,
          "letter "
              + form.letter()
              + " contradicts its text, which is "
              + join(contradiction)
              + "'s");
    }
    SortedSet<Character> named = listed(afterOwnText(form, options), options);
    named.add(form.letter());
    return named.size() == 1 ? letter(form) : several(named);
  }

  /** What follows the option's own text, so that a text is not searched for parts of itself. */
  private static String afterOwnText(LetterForm form, Options options) {
    String own = options.text(form.letter());
    String rest = form.rest();
    boolean leads =
        rest.regionMatches(true, 0, own, 0, own.length())
            && (rest.length() == own.length()
                || !Character.isLetterOrDigit(rest.charAt(own.length())));
    return leads ? rest.substring(own.length()) : rest;
  }

  /** The options that stand in a text as items of a list, or as labels within it. */
  private static SortedSet<Character> listed(String text, Options options) {
    SortedSet<Character> named = new TreeSet<>();
    for (String item : LIST.split(text)) {
      named.addAll(options.named(item.strip()));
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

  private static boolean isItem(LetterForm form, Options options) {
    return switch (form.kind()) {
      case ALONE, EMPHASISED, LABEL -> true;
      case LOOSE_LABEL, WORD -> hasOwnText(form, options);
    };
  }

  /** A text on one line in Unicode NFKC, its case kept. */
  static String plain(String text) {
    return ChoiceText.clean(Normalizer.normalize(text, Normalizer.Form.NFKC));
  }

  private static AnswerReading letter(LetterForm form) {
    return new AnswerReading(Optional.of(form.letter()), Check.LETTER, "letter " + form.letter());
  }

  private static AnswerReading several(SortedSet<Character> letters) {
    return new AnswerReading(
        Optional.empty(), Check.SEVERAL, "names " + letters.size() + " options, " + join(letters));
  }

  private static String join(SortedSet<Character> letters) {
    return letters.stream().map(String::valueOf).collect(Collectors.joining(" and "));
  }
}
