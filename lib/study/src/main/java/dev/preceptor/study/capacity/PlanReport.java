package dev.preceptor.study.capacity;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.recipe.Recipe;

/**
 * What {@code preceptor plan} says; seconds and shares.
 *
 * @param rollouts workers that were asked about
 * @param judges workers of each judge that were asked about; 0 if no judge is waited for
 * @param stepSeconds a step with them
 * @param bottleneck the part whose time counts most
 * @param advisedRollouts the fewest workers that are nearly as fast as any number
 * @param advisedJudges the same of each judge; 0 if no judge is waited for
 * @param advisedStepSeconds a step with those
 * @param traffic of the advised fleet
 * @param keda settings for the advised fleet
 */
public record PlanReport(
    @JsonProperty("rollout_workers") int rollouts,
    @JsonProperty("judge_workers") int judges,
    @JsonProperty("step_seconds") double stepSeconds,
    @JsonProperty("rollouts_busy") double rolloutsBusy,
    @JsonProperty("judges_busy") double judgesBusy,
    @JsonProperty("learner_busy") double learnerBusy,
    @JsonProperty("bottleneck") String bottleneck,
    @JsonProperty("advised_rollout_workers") int advisedRollouts,
    @JsonProperty("advised_judge_workers") int advisedJudges,
    @JsonProperty("advised_step_seconds") double advisedStepSeconds,
    @JsonProperty("advised_learner_busy") double advisedLearnerBusy,
    @JsonProperty("log") LogTraffic traffic,
    @JsonProperty("keda") KedaSettings keda) {

  private static final double MEGABYTE = 1e6;

  /**
   * Plans.
   *
   * @param imageBytes mean size of an image file
   */
  public static PlanReport of(Recipe recipe, Rates rates, Fleet fleet, long imageBytes) {
    CapacityPlan plan = CapacityPlan.of(recipe, rates, fleet);
    Fleet advised = plan.advised();
    boolean judged = !rates.judging().isEmpty();
    return new PlanReport(
        fleet.rollouts(),
        judged ? fleet.judges() : 0,
        plan.expected().stepSeconds(),
        plan.expected().rolloutsBusy(),
        plan.expected().judgesBusy(),
        plan.expected().learnerBusy(),
        plan.bottleneck().text(),
        advised.rollouts(),
        judged ? advised.judges() : 0,
        plan.withAdvised().stepSeconds(),
        plan.withAdvised().learnerBusy(),
        LogTraffic.of(recipe, rates, advised, plan.withAdvised().stepSeconds(), imageBytes),
        KedaSettings.of(recipe, advised));
  }

  /** For a person. */
  public String text() {
    return """
        with %s
          a step takes         %.3f s
          busy                 rollout workers %.0f %%, learner %.0f %%%s
          bottleneck           %s
        advised: %s
          a step takes         %.3f s, learner busy %.0f %%
          written to the log   at most %.2f MB/s, %.1f GB a day; weights read %.2f MB/s
          KEDA, rollout        maxReplicaCount %d, lagThreshold %d, activationLagThreshold %d%s
        Each process is assumed to have cores or a device of its own."""
        .formatted(
            fleet(rollouts, judges),
            stepSeconds,
            100 * rolloutsBusy,
            100 * learnerBusy,
            judges == 0 ? "" : ", judges %.0f %%".formatted(100 * judgesBusy),
            bottleneck,
            fleet(advisedRollouts, advisedJudges),
            advisedStepSeconds,
            100 * advisedLearnerBusy,
            traffic.written() / MEGABYTE,
            traffic.perDay() / MEGABYTE / 1000,
            traffic.weightsRead() / MEGABYTE,
            keda.rolloutMax(),
            keda.rolloutLag(),
            keda.rolloutActivation(),
            judges == 0
                ? ""
                : "\n  KEDA, each judge     maxReplicaCount %d, lagThreshold %d"
                    .formatted(keda.judgeMax(), keda.judgeLag()));
  }

  private static String fleet(int rollouts, int judges) {
    return "%d rollout worker%s%s"
        .formatted(
            rollouts,
            rollouts == 1 ? "" : "s",
            judges == 0
                ? ""
                : ", %d worker%s of each judge".formatted(judges, judges == 1 ? "" : "s"));
  }
}
