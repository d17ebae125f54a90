package dev.preceptor.history.rescore;

import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.scoring.GroupState;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.scoring.Transition;

/** What the log has for a group under rollouts: a rollout, or something that is none. */
sealed interface PastRollout {

  /** What becomes of the group's score when this comes. */
  Transition enter(RewardAssembly assembly, GroupKey key);

  /** A rollout. */
  record Responses(Rollout rollout) implements PastRollout {

    @Override
    public Transition enter(RewardAssembly assembly, GroupKey key) {
      return assembly.sampled(GroupState.UNSEEN, rollout, 0);
    }
  }

  /**
   * Something that cannot be read.
   *
   * @param why what is wrong with it
   */
  record Garbage(String why) implements PastRollout {

    @Override
    public Transition enter(RewardAssembly assembly, GroupKey key) {
      return assembly.unreadable(GroupState.UNSEEN, key, why);
    }
  }
}
