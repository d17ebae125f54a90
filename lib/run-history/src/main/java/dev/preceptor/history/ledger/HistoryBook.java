package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Offence.Kind;
import dev.preceptor.runlog.Place;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;

/**
 * How far back the records of groups must be in the log. A step's record says so before anything is
 * deleted, no step may say more than the recipe allows, and where no partition has lost its
 * beginning nothing has expired. Whatever else is missing is lost.
 */
final class HistoryBook {

  private final Set<Place> cut = new HashSet<>();
  private int saidMeanwhile = 1;

  void enter(Entry.Retained entry) {
    if (entry.place().offset() > 0) {
      cut.add(entry.place());
    }
  }

  void enter(Entry.Kept entry) {
    saidMeanwhile = Math.max(saidMeanwhile, entry.firstStep());
  }

  /**
   * The first step of whose groups all records must be there.
   *
   * @param steps on record
   */
  int firstStep(NavigableMap<Integer, Entry.Stepped> steps) {
    return cut.isEmpty()
        ? 1
        : steps.values().stream()
            .mapToInt(step -> step.firstStepKept().orElse(1))
            .reduce(saidMeanwhile, Math::max);
  }

  /**
   * Holds what the steps say against the recipe.
   *
   * @param historySteps how many steps it keeps; 0 for all
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
            "lets the records before step %d go, the recipe keeps those from step %d on"
                .formatted(first, allowed),
            step.place());
      } else if (first < before) {
        findings.add(
            Kind.CONTRADICTED,
            "step " + step.step(),
            "keeps records from step %d on, those before step %d had been let go"
                .formatted(first, before),
            step.place());
      }
      before = Math.max(before, first);
    }
  }
}
