package dev.preceptor.vqa.phantom;

import java.util.List;

/**
 * What training statements are about as their file goes on. One bit a statement teaches a small
 * model little about so many mistakes at once; about one mistake, in one manner, it learns to
 * compare letters, and then the others in no time. So the file begins with wrong letters, goes on
 * with other wrong facts, and only then comes to wrong forms and other words.
 *
 * @param corruptions that statements suffer, as often as they stand there
 * @param everyManner whether others than the embedded policy's manner occur
 */
record Syllabus(List<Corruption> corruptions, boolean everyManner) {

  /** From here of the file on facts are wrong in every way. */
  private static final double ALL_FACTS = 0.16;

  /** From here on everything occurs. */
  private static final double ALL = 0.24;

  private static final Syllabus LETTERS = new Syllabus(List.of(Corruption.WRONG_LETTER), false);

  private static final List<Corruption> FACTS =
      List.of(
          Corruption.WRONG_LETTER,
          Corruption.WRONG_LETTER,
          Corruption.UNLISTED,
          Corruption.FOREIGN,
          Corruption.DOUBLED);

  /** A wrong fact takes more examples to learn than a wrong form. */
  private static final List<Corruption> CORRUPTIONS =
      List.of(
          Corruption.WRONG_LETTER,
          Corruption.WRONG_LETTER,
          Corruption.WRONG_LETTER,
          Corruption.WRONG_LETTER,
          Corruption.UNLISTED,
          Corruption.UNLISTED,
          Corruption.FOREIGN,
          Corruption.FOREIGN,
          Corruption.DOUBLED,
          Corruption.DOUBLED,
          Corruption.NEGATED,
          Corruption.SHUFFLED,
          Corruption.SHUFFLED,
          Corruption.CUT,
          Corruption.CUT,
          Corruption.REPEATED,
          Corruption.EMPTY,
          Corruption.NONSENSE,
          Corruption.INJECTED);

  private static final Syllabus EVERY_FACT = new Syllabus(FACTS, false);

  /** Everything that there is. */
  static final Syllabus WHOLE = new Syllabus(CORRUPTIONS, true);

  /** What there is after a share {@code progress} of the file, 0 to 1. */
  static Syllabus at(double progress) {
    if (progress >= ALL) {
      return WHOLE;
    }
    return progress >= ALL_FACTS ? EVERY_FACT : LETTERS;
  }
}
