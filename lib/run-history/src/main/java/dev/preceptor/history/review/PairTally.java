package dev.preceptor.history.review;

import dev.preceptor.schemas.VerdictKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts what two raters say of the same texts. Texts of one group answer one question and are not
 * independent, so the interval of κ takes groups as the observations.
 *
 * <p>κ = (p<sub>o</sub> − p<sub>e</sub>) / (1 − p<sub>e</sub>), Cohen, "A coefficient of agreement
 * for nominal scales", Educational and Psychological Measurement 20 (1960). Its variance is that of
 * the sum of its influence function over groups. With one text in each group that is the
 * large-sample variance of Fleiss, Cohen and Everitt, Psychological Bulletin 72 (1969), times m /
 * (m − 1) for m groups.
 */
final class PairTally {

  /** Normal quantile of a two-sided 95 % interval. */
  private static final double Z = 1.959963984540054;

  private final Map<String, Cells> groups = new LinkedHashMap<>();
  private int undecided;
  private int unscorable;

  /** Counts of one group, or of all. */
  private record Cells(int yesYes, int yesNo, int noYes, int noNo) {

    static final Cells NONE = new Cells(0, 0, 0, 0);

    static Cells of(boolean first, boolean second) {
      return new Cells(
          first && second ? 1 : 0,
          first && !second ? 1 : 0,
          !first && second ? 1 : 0,
          !first && !second ? 1 : 0);
    }

    Cells plus(Cells other) {
      return new Cells(
          yesYes + other.yesYes, yesNo + other.yesNo, noYes + other.noYes, noNo + other.noNo);
    }

    int n() {
      return yesYes + yesNo + noYes + noNo;
    }
  }

  /**
   * Enters what both say of a text.
   *
   * @param group that the text is from
   */
  void enter(String group, VerdictKind first, VerdictKind second) {
    if (first == VerdictKind.unscorable) {
      undecided++;
    } else if (second == VerdictKind.unscorable) {
      unscorable++;
    } else {
      groups.merge(
          group, Cells.of(first == VerdictKind.yes, second == VerdictKind.yes), Cells::plus);
    }
  }

  /** The figures. */
  PairAgreement agreement() {
    Cells all = groups.values().stream().reduce(Cells.NONE, Cells::plus);
    int n = all.n();
    Optional<Kappa> kappa = n == 0 ? Optional.empty() : Kappa.of(all);
    Optional<Double> half = kappa.filter(of -> groups.size() > 1).map(this::halfWidth);
    return new PairAgreement(
        n,
        groups.size(),
        all.yesYes(),
        all.yesNo(),
        all.noYes(),
        all.noNo(),
        undecided,
        unscorable,
        n == 0 ? null : (Double) ((double) (all.yesYes() + all.noNo()) / n),
        kappa.map(Kappa::value).orElse(null),
        half.map(width -> Math.max(-1, kappa.orElseThrow().value() - width)).orElse(null),
        half.map(width -> Math.min(1, kappa.orElseThrow().value() + width)).orElse(null));
  }

  private double halfWidth(Kappa kappa) {
    int m = groups.size();
    double squares = 0;
    for (Cells group : groups.values()) {
      double influence = kappa.influence(group);
      squares += influence * influence;
    }
    return Z * Math.sqrt(squares * m / (m - 1)) / kappa.n();
  }

  /**
   * κ and what it is made of.
   *
   * @param observed fraction on which both agree
   * @param expected fraction on which they would agree by chance, less than 1
   * @param firstYes fraction to which the first says yes
   * @param secondYes fraction to which the second says yes
   */
  private record Kappa(int n, double observed, double expected, double firstYes, double secondYes) {

    static Optional<Kappa> of(Cells all) {
      double n = all.n();
      double first = (all.yesYes() + all.yesNo()) / n;
      double second = (all.yesYes() + all.noYes()) / n;
      double expected = first * second + (1 - first) * (1 - second);
      return expected >= 1
          ? Optional.empty()
          : Optional.of(
              new Kappa(all.n(), (all.yesYes() + all.noNo()) / n, expected, first, second));
    }

    double value() {
      return (observed - expected) / (1 - expected);
    }

    /** The sum of κ's influence function over the texts of a group. */
    double influence(Cells group) {
      return group.yesYes() * influence(true, true)
          + group.yesNo() * influence(true, false)
          + group.noYes() * influence(false, true)
          + group.noNo() * influence(false, false);
    }

    private double influence(boolean first, boolean second) {
      double byChance =
          (first ? secondYes : 1 - secondYes) + (second ? firstYes : 1 - firstYes) - 2 * expected;
      double agree = (first == second ? 1 : 0) - observed;
      return agree / (1 - expected) - (1 - observed) / ((1 - expected) * (1 - expected)) * byChance;
    }
  }
}
