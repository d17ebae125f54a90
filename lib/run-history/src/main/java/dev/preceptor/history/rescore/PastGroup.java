package dev.preceptor.history.rescore;

import dev.preceptor.schemas.GroupKey;

/**
 * A group that the run has scored.
 *
 * @param partition of its rollout, where its new score goes too
 */
record PastGroup(GroupKey key, int partition, PastRollout sampled, PastScore past) {}
