package dev.preceptor.reward;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Rollout;

/**
 * What a rollout or a judgement must be like to be part of a group of the run. Any other changes
 * nothing: neither its group nor what counts as old.
 *
 * @param bounds the groups of the run
 * @param taken the steps that the run has taken
 * @param responses how many responses a group has
 * @param partitions of the topics that are keyed by group
 */
record PartCheck(RunBounds bounds, TakenSteps taken, int responses, int partitions) {

  /**
   * Checks that there can be a group with a key, and that its records lie in a partition.
   *
   * @throws dev.preceptor.schemas.UnreadableRecordException if the key is none
   * @throws RefusedRecordException if there cannot
   */
  GroupKey requirePlace(String key, int partition) {
    GroupKey group = GroupKey.parse(key);
    bounds.requireIssued(group, taken);
    group.requirePartition(group.partition(partitions), partition);
    return group;
  }

  /**
   * Checks a rollout.
   *
   * @throws dev.preceptor.schemas.UnreadableRecordException if its key is another group's
   * @throws RefusedRecordException if no worker can have written it
   */
  void require(String key, int partition, Rollout rollout) {
    GroupKey.require(key, rollout.getStep(), rollout.getSlot());
    GroupKey group = requirePlace(key, partition);
    if (rollout.getFailure() != null) {
      return;
    }
    int pinned = bounds.plan().pinnedVersion(group.step());
    if (rollout.getPolicyVersion() != pinned) {
      throw new RefusedRecordException(
          "rollout %s was sampled with policy version %d, its step asks for %d"
              .formatted(group, rollout.getPolicyVersion(), pinned));
    }
    if (rollout.getResponses().size() != responses) {
      throw new RefusedRecordException(
          "rollout %s has %d responses; num_generations is %d"
              .formatted(group, rollout.getResponses().size(), responses));
    }
    for (Response response : rollout.getResponses()) {
      int tokens = response.getTokenIds().size();
      if (tokens == 0
          || tokens != response.getLogprobs().size()
          || response.getTokenIds().stream().anyMatch(id -> id < 0)) {
        throw new RefusedRecordException(
            "rollout %s has a response of %d tokens with %d log-probabilities, or a negative token id"
                .formatted(group, tokens, response.getLogprobs().size()));
      }
    }
  }

  /**
   * Checks a judgement.
   *
   * @throws dev.preceptor.schemas.UnreadableRecordException if its key is another group's
   * @throws RefusedRecordException if no judge can have written it
   */
  void require(String key, int partition, Judgement judgement) {
    GroupKey.require(key, judgement.getStep(), judgement.getSlot());
    requirePlace(key, partition);
  }
}
