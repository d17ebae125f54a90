package dev.preceptor.scoring;

import dev.preceptor.schemas.ScoredGroup;
import java.util.Optional;

/**
 * What an event did to a group.
 *
 * @param state where it stands now
 * @param output what leaves
 */
public record Transition(GroupState state, Optional<ScoredGroup> output) {

  static Transition stay(GroupState state) {
    return new Transition(state, Optional.empty());
  }

  static Transition leave(ScoredGroup group) {
    return new Transition(GroupState.FINISHED, Optional.of(group));
  }
}
