package dev.preceptor.vqa.phantom;

import java.util.List;

/**
 * The corruptions and styles that occur in a part of a file, see {@link Curriculum}.
 *
 * @param corruptions the corruptions to draw from; repeated entries are drawn more often
 * @param allStyles whether styles other than the embedded policy's occur
 */
record CurriculumStage(List<Corruption> corruptions, boolean allStyles) {

  /** Wrong letters only. */
  static final CurriculumStage LETTERS =
      new CurriculumStage(List.of(Corruption.WRONG_LETTER), false);

  private static final List<Corruption> FACTS =
      List.of(
          Corruption.WRONG_LETTER,
          Corruption.WRONG_LETTER,
          Corruption.UNLISTED,
          Corruption.FOREIGN,
          Corruption.DOUBLED);

  /** Wrong facts are more frequent because they take more examples to learn than wrong forms. */
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

  /**
   * With more of what is hardest to notice: a choice that belongs to another kind of question or
   * that is listed twice.
   */
  private static final List<Corruption> HARD =
      List.of(
          Corruption.WRONG_LETTER,
          Corruption.WRONG_LETTER,
          Corruption.WRONG_LETTER,
          Corruption.UNLISTED,
          Corruption.UNLISTED,
          Corruption.FOREIGN,
          Corruption.FOREIGN,
          Corruption.FOREIGN,
          Corruption.FOREIGN,
          Corruption.DOUBLED,
          Corruption.DOUBLED,
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

  /**
   * Of elaborate texts: a cut or shuffled one may be a shorter one that is coherent, so the form is
   * only broken by repetition.
   */
  private static final List<Corruption> ELABORATE_ONES =
      List.of(
          Corruption.WRONG_LETTER,
          Corruption.WRONG_LETTER,
          Corruption.WRONG_LETTER,
          Corruption.UNLISTED,
          Corruption.FOREIGN,
          Corruption.FOREIGN,
          Corruption.DOUBLED,
          Corruption.DOUBLED,
          Corruption.REPEATED);

  /** All kinds of wrong facts. */
  static final CurriculumStage EVERY_FACT = new CurriculumStage(FACTS, false);

  /** All corruptions and styles. */
  static final CurriculumStage WHOLE = new CurriculumStage(CORRUPTIONS, true);

  /** For a judge that knows the others: all corruptions and styles, the hard ones more often. */
  static final CurriculumStage STYLED = new CurriculumStage(HARD, true);

  /** {@link #STYLED} for statements in {@link ResponseStyle#ELABORATE}. */
  static final CurriculumStage ELABORATE = new CurriculumStage(ELABORATE_ONES, true);
}
