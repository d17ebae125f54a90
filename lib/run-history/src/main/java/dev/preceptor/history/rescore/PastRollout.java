package dev.preceptor.history.rescore;

import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.scoring.GroupState;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.scoring.Transition;

/** The record of a group in the rollouts topic: a rollout, or an unreadable record. */
sealed interface PastRollout {

  /** The transition of the group's state on this record. */
  Transition enter(RewardAssembly assembly, GroupKey key);

  /** A rollout. */
  record Responses(Rollout rollout) implements PastRollout {

    @Override
    public Transition enter(RewardAssembly assembly, GroupKey key) {
      return assembly.sampled(GroupState.UNSEEN, rollout, 0);
    }
  }

  /**
   * An unreadable record.
   *
   * @param why why it cannot be read
   */
  record Garbage(String why) implements PastRollout {

    @Override
    public Transition enter(RewardAssembly assembly, GroupKey key) {
      return assembly.unreadable(GroupState.UNSEEN, key, why);
    }
  }
}
