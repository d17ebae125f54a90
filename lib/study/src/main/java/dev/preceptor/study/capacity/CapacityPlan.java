package dev.preceptor.study.capacity;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;

/**
 * What a fleet can be expected to do, and how large it should be.
 *
 * @param expected of the fleet that was asked about
 * @param bottleneck the part that shortens a step the most if it takes a tenth less time
 * @param advised the smallest fleet that is nearly as fast as any
 * @param withAdvised what that one can be expected to do
 */
public record CapacityPlan(
    SimulatedRun expected, Part bottleneck, Fleet advised, SimulatedRun withAdvised) {

  /** Steps that are simulated; the first half is not counted. */
  private static final int STEPS = 40;

  private static final double FASTER = 0.9;

  /** How much longer a step may take with fewer workers. */
  private static final double NEARLY = 1.05;

  /**
   * Plans a fleet.
   *
   * @param rates of the machines that the fleet will have
   */
  public static CapacityPlan of(Recipe recipe, Rates rates, Fleet fleet) {
    Simulated simulated = new Simulated(recipe, rates);
    Fleet most = new Fleet(mostRollouts(recipe), mostJudges(recipe), fleet.brokerBytesPerSecond());
    double best = NEARLY * simulated.run(most).stepSeconds();
    Fleet enough =
        most.withRollouts(
            smallest(most.rollouts(), n -> simulated.seconds(most.withRollouts(n)), best));
    Fleet advised =
        enough.withJudges(
            smallest(most.judges(), n -> simulated.seconds(enough.withJudges(n)), best));
    return new CapacityPlan(
        simulated.run(fleet), bottleneck(recipe, rates, fleet), advised, simulated.run(advised));
  }

  /** More rollout workers than this have nothing to do. */
  public static int mostRollouts(Recipe recipe) {
    return Math.min(recipe.fleet().partitions(), UnitLayout.of(recipe).units());
  }

  /** More workers of a judge than this have nothing to do. */
  public static int mostJudges(Recipe recipe) {
    return recipe.scoring().awaitedJudges().isEmpty()
        ? 1
        : Math.min(recipe.fleet().partitions(), recipe.sampling().promptsPerStep());
  }

  private record Simulated(Recipe recipe, Rates rates) {

    SimulatedRun run(Fleet fleet) {
      return FleetSimulation.of(
          new StepPlan(STEPS, recipe.fleet().staleness(), STEPS),
          UnitLayout.of(recipe),
          recipe.fleet().partitions(),
          rates,
          fleet);
    }

    double seconds(Fleet fleet) {
      return run(fleet).stepSeconds();
    }
  }

  /** By halving: more workers never make a step much longer. */
  private static int smallest(int most, IntToDoubleFunction seconds, double enough) {
    int low = 1;
    int high = most;
    while (low < high) {
      int middle = (low + high) / 2;
      if (seconds.applyAsDouble(middle) <= enough) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return high;
  }

  private static Part bottleneck(Recipe recipe, Rates rates, Fleet fleet) {
    return Arrays.stream(Part.values())
        .min(
            Comparator.comparingDouble(
                part -> new Simulated(recipe, rates.with(part, FASTER)).seconds(fleet)))
        .orElseThrow();
  }
}
