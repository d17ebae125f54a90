package dev.preceptor.history.rescore;

import dev.preceptor.schemas.GroupKey;

/**
 * A group that the run has scored.
 *
 * @param partition partition of its rollout, also used for its new score
 */
record PastGroup(GroupKey key, int partition, PastRollout sampled, PastScore past) {}
