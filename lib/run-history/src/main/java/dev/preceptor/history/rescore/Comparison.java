package dev.preceptor.history.rescore;

import dev.preceptor.history.rescore.RescoreReport.BeforeAfter;
import dev.preceptor.history.rescore.RescoreReport.GroupChange;
import dev.preceptor.schemas.GroupKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Compares a run's scores with new ones, group by group in any order. Advantages are compared to
 * nine digits: adding the same amount to all rewards of a group changes only the last bits, which
 * must not count as a change of advantage or rank.
 */
final class Comparison {

  private static final int MOST_CHANGED = 10;
  private static final double DIGITS = 1e9;

  private final Map<String, CriterionTally> criteria = new LinkedHashMap<>();
  private final TopGroups<GroupChange> top = new TopGroups<>(MOST_CHANGED);
  private final List<Double> advantagesBefore = new ArrayList<>();
  private final List<Double> advantagesAfter = new ArrayList<>();
  private int groups;
  private int identical;
  private int failedBefore;
  private int failedAfter;
  private int flatBefore;
  private int flatAfter;
  private int flipped;
  private int ordered;
  private double correlations;

  /**
   * An empty comparison.
   *
   * @param names names of the criteria, in report order
   */
  Comparison(Collection<String> names) {
    names.forEach(name -> criteria.put(name, new CriterionTally(name)));
  }

  /**
   * Adds a group.
   *
   * @param same whether its whole record is identical
   */
  void enter(GroupKey key, GroupScore before, GroupScore after, boolean same) {
    groups++;
    identical += same ? 1 : 0;
    failedBefore += before.isScored() ? 0 : 1;
    failedAfter += after.isScored() ? 0 : 1;
    flatBefore += before.isScored() && before.isFlat() ? 1 : 0;
    flatAfter += after.isScored() && after.isFlat() ? 1 : 0;
    criteria.values().forEach(criterion -> criterion.enter(key, before, after));
    if (before.isScored()
        && after.isScored()
        && before.advantages().size() == after.advantages().size()) {
      compare(key, before, after);
    }
  }

  private void compare(GroupKey key, GroupScore before, GroupScore after) {
    List<Double> was = rounded(before.advantages());
    List<Double> is = rounded(after.advantages());
    advantagesBefore.addAll(was);
    advantagesAfter.addAll(is);
    flipped +=
        (int)
            IntStream.range(0, was.size())
                .filter(i -> Math.signum(was.get(i)) * Math.signum(is.get(i)) < 0)
                .count();
    OptionalDouble correlation = RankCorrelation.of(was, is);
    if (correlation.isPresent()) {
      ordered++;
      correlations += correlation.getAsDouble();
    }
    double change = meanChange(was, is);
    top.enter(
        key,
        change,
        new GroupChange(
            key.toString(),
            change,
            before.rewards(),
            after.rewards(),
            before.advantages(),
            after.advantages(),
            means(before, after)));
  }

  private static List<Double> rounded(List<Double> advantages) {
    return advantages.stream().map(advantage -> Math.rint(advantage * DIGITS) / DIGITS).toList();
  }

  private static Map<String, BeforeAfter> means(GroupScore before, GroupScore after) {
    Set<String> names = new LinkedHashSet<>(before.criteria().keySet());
    names.addAll(after.criteria().keySet());
    Map<String, BeforeAfter> means = new LinkedHashMap<>();
    names.forEach(name -> means.put(name, new BeforeAfter(mean(before, name), mean(after, name))));
    return means;
  }

  private static Double mean(GroupScore score, String name) {
    List<Double> values = score.criteria().getOrDefault(name, List.of());
    return values.isEmpty()
        ? null
        : (Double) values.stream().mapToDouble(value -> value).average().getAsDouble();
  }

  /** The number of positions at which two lists differ; 0 equals -0. */
  static int changed(List<Double> some, List<Double> others) {
    return (int)
        IntStream.range(0, some.size())
            .filter(i -> some.get(i).doubleValue() != others.get(i).doubleValue())
            .count();
  }

  /** The mean absolute difference of two lists; 0 if they are empty. */
  static double meanChange(List<Double> some, List<Double> others) {
    return IntStream.range(0, some.size())
        .mapToDouble(i -> Math.abs(some.get(i) - others.get(i)))
        .average()
        .orElse(0);
  }

  /** The result so far. */
  RescoreReport report() {
    OptionalDouble overall = RankCorrelation.of(advantagesBefore, advantagesAfter);
    return new RescoreReport(
        groups,
        identical,
        failedBefore,
        failedAfter,
        flatBefore,
        flatAfter,
        advantagesBefore.size(),
        changed(advantagesBefore, advantagesAfter),
        flipped,
        overall.isPresent() ? overall.getAsDouble() : null,
        ordered == 0 ? null : correlations / ordered,
        criteria.values().stream().map(CriterionTally::change).toList(),
        top.inOrder());
  }
}
