package dev.preceptor.scoring;

import dev.preceptor.schemas.Reward;
import dev.preceptor.vqa.grading.Grade;
import java.util.List;

/**
 * One criterion's values for a group.
 *
 * @param grades of each response; none when it is left out
 * @param leftOut why it is left out; empty when it is not
 */
record Column(Criterion criterion, List<Grade> grades, String leftOut) {

  static Column of(Criterion criterion, List<Grade> grades) {
    return new Column(criterion, grades, "");
  }

  static Column without(Criterion criterion, String why) {
    return new Column(criterion, List.of(), why);
  }

  boolean isScored() {
    return leftOut.isEmpty();
  }

  Reward reward(int response) {
    return new Reward(
        criterion.name(),
        criterion.weight(),
        isScored() ? grades.get(response).value() : null,
        isScored() ? grades.get(response).why() : "left out: " + leftOut,
        isScored() ? grades.get(response).check() : criterion.name());
  }
}
