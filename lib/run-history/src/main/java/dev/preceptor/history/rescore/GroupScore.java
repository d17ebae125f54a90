package dev.preceptor.history.rescore;

import dev.preceptor.schemas.ScoredGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers of a scored group.
 *
 * @param failure why it failed
 * @param criteria the value of each response by criterion, in the recipe's order; empty where the
 *     criterion was left out
 * @param rewards weighted sums [responses]
 * @param advantages [responses]
 */
record GroupScore(
    Optional<String> failure,
    Map<String, List<Double>> criteria,
    List<Double> rewards,
    List<Double> advantages) {

  static GroupScore of(ScoredGroup group) {
    Map<String, List<Double>> criteria = new LinkedHashMap<>();
    List<Double> rewards = new ArrayList<>();
    List<Double> advantages = new ArrayList<>();
    for (var response : group.getResponses()) {
      for (var reward : response.getRewards()) {
        var values = criteria.computeIfAbsent(reward.getName(), name -> new ArrayList<>());
        if (reward.getValue() != null) {
          values.add(reward.getValue());
        }
      }
      rewards.add(response.getReward());
      advantages.add(response.getAdvantage());
    }
    return new GroupScore(Optional.ofNullable(group.getFailure()), criteria, rewards, advantages);
  }

  boolean isScored() {
    return failure.isEmpty();
  }

  /** Whether all advantages are 0, so that there is nothing to learn from it. */
  boolean isFlat() {
    return advantages.stream().allMatch(advantage -> advantage == 0);
  }
}
