package dev.preceptor.learner;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.UnreadableRecordException;

/**
 * What a scored group must be like to be trained on. Any other would stop the learner each time it
 * is read.
 *
 * @param maxSteps the run's last step
 * @param slots how many slots a step can have
 * @param responses how many responses a group has
 */
record GroupCheck(int maxSteps, int slots, int responses) {

  GroupCheck(Recipe recipe) {
    this(recipe.maxSteps(), UnitLayout.of(recipe).slots(), recipe.sampling().numGenerations());
  }

  /**
   * Checks a group.
   *
   * @param key its record's
   * @throws UnreadableRecordException if it cannot be trained on
   */
  void require(String key, ScoredGroup group) {
    GroupKey.require(key, group.getStep(), group.getSlot());
    if (group.getStep() > maxSteps || group.getSlot() >= slots) {
      throw new UnreadableRecordException(
          "group %s: the run has steps 1 to %d with slots 0 to %d"
              .formatted(key, maxSteps, slots - 1));
    }
    if (group.getFailure() == null) {
      requireResponses(key, group);
    }
  }

  private void requireResponses(String key, ScoredGroup group) {
    if (group.getResponses().size() != responses) {
      throw new UnreadableRecordException(
          "group %s: %d responses; num_generations is %d"
              .formatted(key, group.getResponses().size(), responses));
    }
    for (ScoredResponse scored : group.getResponses()) {
      Response response = scored.getResponse();
      if (response.getTokenIds().isEmpty()
          || response.getTokenIds().size() != response.getLogprobs().size()) {
        throw new UnreadableRecordException(
            "group %s: a response of %d tokens with %d log-probabilities"
                .formatted(key, response.getTokenIds().size(), response.getLogprobs().size()));
      }
      if (response.getTokenIds().stream().anyMatch(id -> id < 0)
          || !response.getLogprobs().stream().allMatch(Float::isFinite)) {
        throw new UnreadableRecordException(
            "group %s: a response with a negative token id or a log-probability that is not finite"
                .formatted(key));
      }
      if (!Double.isFinite(scored.getReward()) || !Double.isFinite(scored.getAdvantage())) {
        throw new UnreadableRecordException(
            "group %s: a reward of %s with an advantage of %s, which are not both finite"
                .formatted(key, scored.getReward(), scored.getAdvantage()));
      }
    }
  }
}
