package dev.preceptor.study.compare;

import dev.preceptor.models.InputException;
import java.util.List;

/**
 * Two policies on the same questions.
 *
 * @param n number of questions
 * @param accuracyA fraction that the first has right
 * @param accuracyB fraction that the second has right
 * @param difference the second's accuracy less the first's
 * @param interval 95 % interval of the difference, by the paired bootstrap over questions
 * @param pValue McNemar's exact test, two-sided
 * @param flips the questions that only one of them has right, by row
 */
public record PairedComparison(
    int n,
    double accuracyA,
    double accuracyB,
    double difference,
    BootstrapInterval interval,
    double pValue,
    List<Flip> flips) {

  public PairedComparison {
    flips = List.copyOf(flips);
  }

  /**
   * Compares.
   *
   * @param seed of the bootstrap
   * @throws InputException if the two do not answer the same questions
   */
  public static PairedComparison of(AnswerSet a, AnswerSet b, long seed) {
    a.requireSameQuestions(b);
    List<Flip> flips =
        a.answers().values().stream()
            .map(answer -> new Flip(answer, b.answers().get(answer.row())))
            .filter(Flip::isOne)
            .toList();
    int gained = (int) flips.stream().filter(Flip::gained).count();
    return new PairedComparison(
        a.answers().size(),
        a.accuracy(),
        b.accuracy(),
        b.accuracy() - a.accuracy(),
        BootstrapInterval.ofMean(differences(a.marks(), b.marks()), seed),
        McNemar.pValue(gained, flips.size() - gained),
        flips);
  }

  private static double[] differences(double[] a, double[] b) {
    double[] differences = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      differences[i] = b[i] - a[i];
    }
    return differences;
  }

  /** Questions that only the second has right. */
  public long gained() {
    return flips.stream().filter(Flip::gained).count();
  }

  /** Questions that only the first has right. */
  public long lost() {
    return flips.size() - gained();
  }
}
