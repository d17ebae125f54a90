package dev.preceptor.scoring;

import dev.preceptor.schemas.ScoredGroup;
import java.util.Optional;

/**
 * The result of an event.
 *
 * @param state the group's new state
 * @param output the scored group, if the event completed it
 */
public record Transition(GroupState state, Optional<ScoredGroup> output) {

  static Transition unchanged(GroupState state) {
    return new Transition(state, Optional.empty());
  }

  static Transition emit(ScoredGroup group) {
    return new Transition(GroupState.FINISHED, Optional.of(group));
  }
}
