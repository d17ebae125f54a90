package dev.preceptor.run;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RewardKeys;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.TrainingStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the steps of a run did together, added in any order, each any number of times. Nothing of a
 * recipe silently does nothing: what had no effect in any step is {@linkplain #noEffects found}.
 */
public final class RunEffects {

  private final Recipe recipe;
  private final NavigableMap<Integer, StepEffect> steps = new TreeMap<>();

  /** The metrics that are looked at: a run has many steps, and their records are large. */
  private final Set<String> metrics = new HashSet<>();

  /** A run without steps. */
  public RunEffects(Recipe recipe) {
    this.recipe = recipe;
    metrics.add(StepMetric.POLICY_CHANGED.key());
    metrics.add(StepMetric.FRAC_REWARD_ZERO_STD.key());
    for (RewardKeys reward : recipe.scoring().rewards()) {
      metrics.add(StepMetric.REWARD_UNSCORABLE.key(reward.name()));
      metrics.add(StepMetric.REWARD_ZERO_STD.key(reward.name()));
    }
  }

  /** Adds a step. */
  public void step(TrainingStep step) {
    Map<String, Double> kept = new HashMap<>(step.getMetrics());
    kept.keySet().retainAll(metrics);
    steps.put(
        step.getStep(),
        new StepEffect(
            TrainingStep.newBuilder(step).setMetrics(kept).setSources(List.of()).build()));
  }

  /** The number of groups with an outcome. */
  public long count(Outcome outcome) {
    return steps.values().stream().mapToLong(step -> step.count(outcome)).sum();
  }

  /** The number of steps that changed no published weight. */
  public long stepsWithoutChange() {
    return steps.values().stream().filter(step -> !step.changed()).count();
  }

  /** The first group that failed, with the reason. */
  public Optional<String> firstFailure() {
    return steps.values().stream().flatMap(step -> step.firstFailure().stream()).findFirst();
  }

  /** What had no effect in the steps so far, the worst first. */
  public List<NoEffect> noEffects() {
    List<NoEffect> found = new ArrayList<>();
    if (steps.isEmpty()) {
      return found;
    }
    long groups = steps.values().stream().mapToLong(step -> step.step().getGroups().size()).sum();
    long failed = count(Outcome.failed);
    String firstFailure = firstFailure().map(first -> "; the first, " + first).orElse("");
    if (count(Outcome.trained) == 0) {
      found.add(
          new NoEffect(
              "the run trained on nothing: of %d groups %d failed and %d had the same reward for all responses%s"
                  .formatted(groups, failed, count(Outcome.skipped), firstFailure),
              true));
    } else if (none(StepEffect::rewardsDiffered)) {
      found.add(
          new NoEffect(
              "the run learned nothing from its rewards: in none of its %d groups did they differ between responses; change the data, the rewards, temperature or num_generations%s"
                  .formatted(
                      groups, failed == 0 ? "" : "; %d failed%s".formatted(failed, firstFailure)),
              false));
    } else if (none(StepEffect::changed)) {
      found.add(
          new NoEffect(
              "no published weight changed in any of %d steps; raise learning_rate, or set policy_dtype to float32"
                  .formatted(steps.size()),
              true));
    } else if (failed > 0) {
      found.add(
          new NoEffect("%d of %d groups failed%s".formatted(failed, groups, firstFailure), false));
    }
    recipe.scoring().rewards().forEach(reward -> ofReward(reward).ifPresent(found::add));
    return found;
  }

  private Optional<NoEffect> ofReward(RewardKeys reward) {
    String name = reward.name();
    if (reward.weight() == 0) {
      return Optional.empty(); // it is only measured, as the recipe asks
    }
    String unscorable = StepMetric.REWARD_UNSCORABLE.key(name);
    if (any(step -> step.metric(unscorable).isPresent())
        && none(step -> step.metric(unscorable).filter(share -> share < 1).isPresent())) {
      String why =
          steps.values().stream()
              .flatMap(step -> step.missing(name).stream())
              .findFirst()
              .map(reason -> ": " + reason)
              .orElse("");
      return Optional.of(
          new NoEffect("reward %s was given to no response%s".formatted(name, why), true));
    }
    String constant = StepMetric.REWARD_ZERO_STD.key(name);
    if (any(step -> step.metric(constant).isPresent())
        && none(step -> step.metric(constant).filter(share -> share < 1).isPresent())) {
      return Optional.of(
          new NoEffect(
              "reward %s taught nothing: in each group it was the same for all responses"
                  .formatted(name),
              false));
    }
    return Optional.empty();
  }

  private boolean any(Predicate<StepEffect> wanted) {
    return steps.values().stream().anyMatch(wanted);
  }

  private boolean none(Predicate<StepEffect> wanted) {
    return steps.values().stream().noneMatch(wanted);
  }
}
