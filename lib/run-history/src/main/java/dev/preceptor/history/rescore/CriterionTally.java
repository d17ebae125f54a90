package dev.preceptor.history.rescore;

import dev.preceptor.history.rescore.RescoreReport.CriterionChange;
import dev.preceptor.schemas.GroupKey;
import java.util.List;

/** Compares one criterion before and after, group by group. */
final class CriterionTally {

  private static final int MOST_CHANGED = 3;

  private final String name;
  private final Side before = new Side();
  private final Side after = new Side();
  private final TopGroups<String> top = new TopGroups<>(MOST_CHANGED);
  private int values;
  private int changed;

  /** The sums of one side. */
  private static final class Side {
    private double sum;
    private int count;
    private int leftOut;

    void enter(GroupScore score, String name) {
      List<Double> given = score.criteria().get(name);
      if (given == null) {
        return;
      }
      leftOut += given.isEmpty() ? 1 : 0;
      count += given.size();
      sum += given.stream().mapToDouble(value -> value).sum();
    }

    Double mean() {
      return count == 0 ? null : sum / count;
    }
  }

  CriterionTally(String name) {
    this.name = name;
  }

  void enter(GroupKey key, GroupScore was, GroupScore is) {
    before.enter(was, name);
    after.enter(is, name);
    List<Double> some = was.criteria().getOrDefault(name, List.of());
    List<Double> others = is.criteria().getOrDefault(name, List.of());
    if (some.size() != others.size()) {
      return; // left out or absent on one side
    }
    values += some.size();
    changed += Comparison.changed(some, others);
    top.enter(key, Comparison.meanChange(some, others), key.toString());
  }

  CriterionChange change() {
    return new CriterionChange(
        name,
        values,
        changed,
        before.mean(),
        after.mean(),
        before.leftOut,
        after.leftOut,
        top.inOrder());
  }
}
