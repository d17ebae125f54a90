package dev.preceptor.history.pairs;

import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import java.util.List;
import java.util.Optional;

/**
 * The best and the worst response of a scored group; of several alike, the first.
 *
 * @param chosen text of the best response
 * @param rejected text of the worst
 * @param margin how much greater the reward of the best is
 */
record GroupPreference(String chosen, String rejected, double margin) {

  /**
   * What a group prefers; empty if it has failed, if its rewards do not differ by more than a
   * margin, or if the two responses are the same text.
   *
   * @param least the margin that is not enough
   */
  static Optional<GroupPreference> of(ScoredGroup group, double least) {
    List<ScoredResponse> responses = group.getResponses();
    if (group.getFailure() != null || responses.isEmpty()) {
      return Optional.empty();
    }
    ScoredResponse best = responses.get(0);
    ScoredResponse worst = responses.get(0);
    for (ScoredResponse response : responses) {
      best = response.getReward() > best.getReward() ? response : best;
      worst = response.getReward() < worst.getReward() ? response : worst;
    }
    GroupPreference preference =
        new GroupPreference(
            best.getResponse().getText(),
            worst.getResponse().getText(),
            best.getReward() - worst.getReward());
    return preference.margin > least && !preference.chosen.equals(preference.rejected)
        ? Optional.of(preference)
        : Optional.empty();
  }
}
