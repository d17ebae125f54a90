package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.runlog.Place;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;

/**
 * Which group records must still be in the log. A step records the first step that is kept before
 * older records are deleted; no step may release more than the recipe allows; and if no partition
 * starts later than offset 0, nothing has expired. Any other record that is missing is lost.
 */
final class HistoryBook {

  private final Set<Place> truncated = new HashSet<>();
  private int latestFirstStep = 1;

  void enter(Entry.Retained entry) {
    if (entry.place().offset() > 0) {
      truncated.add(entry.place());
    }
  }

  void enter(Entry.Kept entry) {
    latestFirstStep = Math.max(latestFirstStep, entry.firstStep());
  }

  /**
   * The first step whose group records must all exist.
   *
   * @param steps steps on record
   */
  int firstStep(NavigableMap<Integer, Entry.Stepped> steps) {
    return truncated.isEmpty()
        ? 1
        : steps.values().stream()
            .mapToInt(step -> step.firstStepKept().orElse(1))
            .reduce(latestFirstStep, Math::max);
  }

  /**
   * Checks the first steps kept, as recorded, against the recipe.
   *
   * @param historySteps number of steps that the recipe keeps; 0 for all
   */
  void check(NavigableMap<Integer, Entry.Stepped> steps, int historySteps, Findings findings) {
    int before = 1;
    for (var step : steps.values()) {
      if (step.firstStepKept().isEmpty()) {
        continue;
      }
      int first = step.firstStepKept().getAsInt();
      int allowed =
          historySteps == 0 ? 1 : (int) Math.max(1, (long) step.step() - historySteps + 1);
      if (first > allowed) {
        findings.add(
            Kind.CONTRADICTED,
            "step " + step.step(),
            "releases the records before step %d, but the recipe keeps those from step %d on"
                .formatted(first, allowed),
            step.place());
      } else if (first < before) {
        findings.add(
            Kind.CONTRADICTED,
            "step " + step.step(),
            "keeps records from step %d on, but those before step %d were released already"
                .formatted(first, before),
            step.place());
      }
      before = Math.max(before, first);
    }
  }
}
