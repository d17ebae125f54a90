package dev.preceptor.learner;

import dev.preceptor.schemas.GroupKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which spares are to be issued, each once in the life of a run. A step that was taken has had its
 * spares; of the one under way the log tells which are out.
 */
final class Spares {

  private final int committed;
  private final Set<GroupKey> issued;

  /**
   * The spares that earlier learners have left.
   *
   * @param committed the last step in the log
   * @param issued those that are out
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

  /** Spares are out. */
  void issued(int step, List<Integer> slots) {
    slots.forEach(slot -> issued.add(new GroupKey(step, slot)));
  }

  /** A step was taken. */
  void taken(int step) {
    issued.removeIf(spare -> spare.step() <= step);
  }
}
