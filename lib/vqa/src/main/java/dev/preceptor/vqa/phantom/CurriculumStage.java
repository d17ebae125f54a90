package dev.preceptor.vqa.phantom;

import java.util.List;

/**
 * What statements are about, see {@link Course}.
 *
 * @param corruptions that statements suffer, as often as they stand there
 * @param everyManner whether others than the embedded policy's manner occur
 */
record Syllabus(List<Corruption> corruptions, boolean everyManner) {

  /** Wrong letters alone. */
  static final Syllabus LETTERS = new Syllabus(List.of(Corruption.WRONG_LETTER), false);

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

  /** Facts that are wrong in every way. */
  static final Syllabus EVERY_FACT = new Syllabus(FACTS, false);

  /** Everything that there is. */
  static final Syllabus WHOLE = new Syllabus(CORRUPTIONS, true);
}
