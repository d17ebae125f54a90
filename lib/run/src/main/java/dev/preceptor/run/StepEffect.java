package dev.preceptor.run;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RewardKeys;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one step did.
 *
 * @param step the step's record
 */
public record StepEffect(TrainingStep step) {

  /** The number of its groups with an outcome. */
  public long count(Outcome outcome) {
    return step.getGroups().stream().filter(group -> group.getOutcome() == outcome).count();
  }

  /** Its first group that failed, as {@code 3-0} for slot 0 of step 3, with the reason. */
  public Optional<String> firstFailure() {
    return first(Outcome.failed).map(group -> name(group) + ": " + group.getReason());
  }

  private Optional<GroupOutcome> first(Outcome outcome) {
    return step.getGroups().stream().filter(group -> group.getOutcome() == outcome).findFirst();
  }

  private String name(GroupOutcome group) {
    return step.getStep() + "-" + group.getSlot();
  }

  /**
   * Whether a published weight changed; records of older builds do not say, and count as changed.
   */
  public boolean changed() {
    return metric(StepMetric.POLICY_CHANGED.key()).map(changed -> changed > 0).orElse(true);
  }

  /** Whether the rewards of some group told its responses apart; if not, nothing was learned. */
  boolean rewardsDiffered() {
    return count(Outcome.trained) > 0
        && metric(StepMetric.FRAC_REWARD_ZERO_STD.key()).map(share -> share < 1).orElse(true);
  }

  Optional<Double> metric(String name) {
    return Optional.ofNullable(step.getMetrics().get(name));
  }

  /** Why a reward was missing, from the first group that was trained without it. */
  Optional<String> missing(String reward) {
    return step.getGroups().stream()
        .filter(group -> group.getOutcome() == Outcome.trained)
        .flatMap(group -> List.of(group.getReason().split("; ")).stream())
        .filter(reason -> reason.startsWith(reward + " left out: "))
        .map(reason -> reason.substring((reward + " left out: ").length()))
        .findFirst();
  }

  /** What had no effect in this step, a sentence each; empty if all was as the recipe asks. */
  public List<String> notes(Recipe recipe) {
    List<String> notes = new ArrayList<>();
    long failed = count(Outcome.failed);
    firstFailure()
        .ifPresent(
            first ->
                notes.add(
                    "%d of %d groups failed; the first, %s"
                        .formatted(failed, step.getGroups().size(), first)));
    boolean scored = failed < step.getGroups().size();
    if (scored && !rewardsDiffered()) {
      notes.add("no group had different rewards, so there was nothing to learn");
    }
    if (!changed()) {
      notes.add(
          "no published weight changed"
              + metric("learning_rate")
                  .filter(rate -> rate == 0)
                  .map(rate -> ": learning_rate is 0")
                  .orElse(""));
    }
    for (RewardKeys reward : recipe.scoring().rewards()) {
      missing(reward.name())
          .ifPresent(
              why ->
                  notes.add(
                      "reward %s is missing in %.0f %% of the responses: %s"
                          .formatted(
                              reward.name(),
                              100
                                  * metric(StepMetric.REWARD_UNSCORABLE.key(reward.name()))
                                      .orElse(1.0),
                              why)));
    }
    return notes;
  }
}
