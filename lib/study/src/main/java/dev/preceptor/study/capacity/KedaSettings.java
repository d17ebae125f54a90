package dev.preceptor.study.capacity;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.UnitLayout;

/**
 * The numbers that KEDA's ScaledObjects in {@code k8s/} need of a recipe.
 *
 * @param rolloutMax {@code maxReplicaCount} of the rollout workers
 * @param rolloutLag {@code lagThreshold}: prompts for one worker
 * @param rolloutActivation {@code activationLagThreshold}: what always stays unread
 * @param judgeMax {@code maxReplicaCount} of a judge
 * @param judgeLag {@code lagThreshold}: groups for one worker
 */
public record KedaSettings(
    @JsonProperty("rollout_max_replica_count") int rolloutMax,
    @JsonProperty("rollout_lag_threshold") int rolloutLag,
    @JsonProperty("rollout_activation_lag_threshold") int rolloutActivation,
    @JsonProperty("judge_max_replica_count") int judgeMax,
    @JsonProperty("judge_lag_threshold") int judgeLag) {

  /** The settings with which a fleet grows to a size and no further. */
  static KedaSettings of(Recipe recipe, Fleet fleet) {
    UnitLayout layout = UnitLayout.of(recipe);
    int groups = layout.promptsPerStep();
    return new KedaSettings(
        fleet.rollouts(),
        layout.sizeOf(0),
        Math.min(layout.units(), recipe.fleet().partitions()),
        fleet.judges(),
        (groups + fleet.judges() - 1) / fleet.judges());
  }
}
