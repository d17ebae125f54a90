package dev.preceptor.vqa.phantom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What training statements are about as their file goes on. One bit a statement teaches a small
 * model nothing about eight kinds of question at once; about one kind it soon learns to compare
 * letters, and then the others in no time. So the file begins with one family and wrong letters,
 * goes on with one family after the other, and only then comes to other mistakes and other words.
 *
 * @param families that statements are about
 * @param corruptions that they suffer, as often as they stand there
 * @param everyManner whether others than the embedded policy's manner occur
 */
record Syllabus(List<Family> families, List<Corruption> corruptions, boolean everyManner) {

  /** Up to here of the file there is one family. */
  private static final double ONE_FAMILY = 0.2;

  /** From here on there are all. */
  private static final double ALL_FAMILIES = 0.35;

  /** From here on facts are wrong in every way. */
  private static final double ALL_FACTS = 0.4;

  /** From here on everything occurs. */
  private static final double ALL = 0.5;

  private static final List<Family> ORDER = order();

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

  /** Everything that there is. */
  static final Syllabus WHOLE = new Syllabus(ORDER, CORRUPTIONS, true);

  /** What there is after a share {@code progress} of the file, 0 to 1. */
  static Syllabus at(double progress) {
    if (progress >= ALL) {
      return WHOLE;
    }
    double share = (progress - ONE_FAMILY) / (ALL_FAMILIES - ONE_FAMILY);
    int more = (int) Math.ceil(share * (ORDER.size() - 1));
    int families = 1 + Math.max(0, Math.min(ORDER.size() - 1, more));
    return new Syllabus(
        ORDER.subList(0, families),
        progress >= ALL_FACTS ? FACTS : List.of(Corruption.WRONG_LETTER),
        false);
  }

  /** Families of four answers first: their choices are always the same. */
  private static List<Family> order() {
    List<Family> families = new ArrayList<>(Arrays.asList(Family.values()));
    families.sort(Comparator.comparingInt(family -> family.answers().size()));
    return List.copyOf(families);
  }
}
