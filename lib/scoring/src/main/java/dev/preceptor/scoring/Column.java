package dev.preceptor.scoring;

import dev.preceptor.schemas.Reward;
import dev.preceptor.vqa.grading.Grade;
import java.util.List;

/**
 * The grades of one criterion for all responses of a group.
 *
 * @param grades one per response; empty if the criterion is left out
 * @param leftOut why the criterion is left out; empty if it is not
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
