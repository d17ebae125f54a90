package dev.preceptor.learner;

import dev.preceptor.schemas.GroupKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which spares are to be issued, each once in the life of a run. A step that was taken has had its
 * spares; for the step under way, the log shows which have been issued.
 */
final class Spares {

  private final int committed;
  private final Set<GroupKey> issued;

  /**
   * Starts from what earlier learners have issued.
   *
   * @param committed the last step in the log
   * @param issued the spares in the log, for later steps
   */
  Spares(int committed, Set<GroupKey> issued) {
    this.committed = committed;
    this.issued = new HashSet<>(issued);
  }

  /** The slots to be issued now, for the assembly's next step. */
  List<Integer> due(StepAssembly assembly) {
    int step = assembly.nextStep();
    return step <= committed
        ? List.of()
        : assembly.lackingSpares().stream()
            .filter(slot -> !issued.contains(new GroupKey(step, slot)))
            .toList();
  }

  /** Takes note that spares are issued. */
  void issued(int step, List<Integer> slots) {
    slots.forEach(slot -> issued.add(new GroupKey(step, slot)));
  }

  /** Takes note that a step was taken. */
  void taken(int step) {
    issued.removeIf(spare -> spare.step() <= step);
  }
}
