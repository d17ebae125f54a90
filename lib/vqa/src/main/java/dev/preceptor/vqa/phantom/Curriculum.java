package dev.preceptor.vqa.phantom;

/**
 * The order in which a training file introduces kinds of errors. From one label per statement a
 * small model cannot learn all kinds at once. With a single kind in a single style it learns to
 * compare letters, and then learns the other kinds quickly. So a file starts with wrong letters,
 * continues with other wrong facts, and then adds wrong forms and other styles.
 *
 * @param everyFact fraction of the file after which all kinds of wrong facts occur
 * @param everything fraction of the file after which all corruptions and styles occur
 */
record Curriculum(double everyFact, double everything) {

  /** The curriculum of training files. */
  static final Curriculum TRAINING = new Curriculum(0.16, 0.24);

  /** All corruptions and styles from the start. */
  static final Curriculum WHOLE = new Curriculum(0, 0);

  /** The stage at a fraction {@code progress} of the file, 0 to 1. */
  CurriculumStage at(double progress) {
    if (progress >= everything) {
      return CurriculumStage.WHOLE;
    }
    return progress >= everyFact ? CurriculumStage.EVERY_FACT : CurriculumStage.LETTERS;
  }
}
