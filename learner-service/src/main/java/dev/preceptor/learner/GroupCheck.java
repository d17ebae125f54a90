package dev.preceptor.learner;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;

/**
 * What a scored group must be like to be trained on. Any other would stop the learner each time it
 * is read.
 *
 * @param bounds the groups of the run
 * @param taken the steps that the run has taken
 * @param responses how many responses a group has
 * @param partitions of the topics that are keyed by group
 */
record GroupCheck(RunBounds bounds, TakenSteps taken, int responses, int partitions) {

  /**
   * Checks a group.
   *
   * @param key its record's
   * @param partition its record's
   * @throws dev.preceptor.schemas.UnreadableRecordException if its key is another group's
   * @throws RefusedRecordException if reward-service cannot have written it
   * @throws UntrainableGroupException if it can, but the group cannot be trained on
   */
  void require(String key, int partition, ScoredGroup group) {
    GroupKey.require(key, group.getStep(), group.getSlot());
    requirePlace(new GroupKey(group.getStep(), group.getSlot()), partition);
    if (group.getFailure() == null) {
      requireResponses(key, group);
    }
  }

  /**
   * Checks that there can be a group, and that its records lie in a partition.
   *
   * @throws RefusedRecordException if there cannot
   */
  void requirePlace(GroupKey group, int partition) {
    bounds.requireIssued(group, taken);
    group.requirePartition(group.partition(partitions), partition);
  }

  private void requireResponses(String key, ScoredGroup group) {
    if (group.getResponses().size() != responses) {
      throw new RefusedRecordException(
          "group %s: %d responses; num_generations is %d"
              .formatted(key, group.getResponses().size(), responses));
    }
    for (ScoredResponse scored : group.getResponses()) {
      Response response = scored.getResponse();
      if (response.getTokenIds().isEmpty()
          || response.getTokenIds().size() != response.getLogprobs().size()
          || response.getTokenIds().stream().anyMatch(id -> id < 0)) {
        throw new RefusedRecordException(
            "group %s: a response of %d tokens with %d log-probabilities, or a negative token id"
                .formatted(key, response.getTokenIds().size(), response.getLogprobs().size()));
      }
    }
    for (ScoredResponse scored : group.getResponses()) {
      if (!scored.getResponse().getLogprobs().stream().allMatch(Float::isFinite)) {
        throw new UntrainableGroupException(
            "group %s: a response with a log-probability that is not finite".formatted(key));
      }
      if (!Double.isFinite(scored.getReward()) || !Double.isFinite(scored.getAdvantage())) {
        throw new UntrainableGroupException(
            "group %s: a reward of %s with an advantage of %s, which are not both finite"
                .formatted(key, scored.getReward(), scored.getAdvantage()));
      }
    }
  }
}
