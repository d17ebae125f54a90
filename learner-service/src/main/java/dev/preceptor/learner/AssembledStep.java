package dev.preceptor.learner;

import dev.preceptor.schemas.ScoredGroup;
import java.util.List;
import java.util.Map;

/**
 * Everything a step needs.
 *
 * @param step the step, from 1
 * @param groups its groups, by slot from 0
 * @param positions where the groups' records are, in the same order
 * @param nextOffsets per partition where to read on once the step is trained: nothing before these
 *     offsets is needed any more
 */
public record AssembledStep(
    int step,
    List<ScoredGroup> groups,
    List<LogPosition> positions,
    Map<Integer, Long> nextOffsets) {

  public AssembledStep {
    groups = List.copyOf(groups);
    positions = List.copyOf(positions);
    nextOffsets = Map.copyOf(nextOffsets);
  }
}
