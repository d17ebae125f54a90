package dev.preceptor.reward;

import dev.preceptor.schemas.GroupKey;

/** What the log says of a group, beside the records that are being processed. */
interface GroupLog {

  /**
   * Whether the group's rollout was written and all rollouts have been read. If none of them was
   * the group's, it can only be one that could not be read.
   */
  boolean isRolloutRead(GroupKey group);

  /** Whether the group was scored. */
  boolean isScored(GroupKey group);
}
