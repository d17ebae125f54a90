package dev.preceptor.vqa.phantom;

/**
 * What statements are about as their file goes on. One bit a statement teaches a small model little
 * about so many mistakes at once; about one mistake, in one manner, it learns to compare letters,
 * and then the others in no time. So a file begins with wrong letters, goes on with other wrong
 * facts, and only then comes to wrong forms and other words.
 *
 * @param everyFact share of the file from which on facts are wrong in every way
 * @param everything share from which on everything occurs
 */
record Course(double everyFact, double everything) {

  /** What there is to learn from. */
  static final Course TRAINING = new Course(0.16, 0.24);

  /** Everything from the beginning. */
  static final Course WHOLE = new Course(0, 0);

  /** What there is after a share {@code progress} of the file, 0 to 1. */
  Syllabus at(double progress) {
    if (progress >= everything) {
      return Syllabus.WHOLE;
    }
    return progress >= everyFact ? Syllabus.EVERY_FACT : Syllabus.LETTERS;
  }
}
