package dev.preceptor.study.capacity;

import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/**
 * Prints how a step grows with a fleet of up to a thousand rollout workers, each with a sampling
 * unit of ten groups a step. Not a test: {@code bench/scaling} runs it.
 */
class ScalingBench {

  private static final int[] WORKERS = {1, 4, 16, 64, 256, 1000};
  private static final int UNIT = 10;

  /** Decoding a unit takes 60 s, judging a group half a second. */
  private static final double SAMPLING = 6;

  private static final double JUDGING = 0.5;

  /** One hundredth of a policy of 2 billion weights in bfloat16. */
  private static final double DELTA_BYTES = 44e6;

  private static final double TEN_GIGABIT = 1.25e9;

  private static Rates rates(double learning) {
    return new Rates(SAMPLING, Map.of("judge", JUDGING), 0.1, learning, 2, DELTA_BYTES);
  }

  private static SimulatedRun run(int workers, int staleness, Rates rates, Fleet fleet) {
    return FleetSimulation.of(
        new StepPlan(8, staleness, 8), new UnitLayout(UNIT * workers, UNIT), workers, rates, fleet);
  }

  @Test
  void stepsOfGrowingFleets() {
    System.out.println(
        "workers | groups | step s, learner busy: learning a group 0.6 s | 0.06 s | 0.006 s |"
            + " 0.006 s, one broker with 10 Gbit/s | 0.006 s, staleness 1 | judges / 10");
    for (int workers : WORKERS) {
      Fleet free = new Fleet(workers, workers, OptionalDouble.empty());
      Fleet wired = new Fleet(workers, workers, OptionalDouble.of(TEN_GIGABIT));
      Fleet few = free.withJudges(Math.max(1, workers / 10));
      System.out.printf(
          "%d | %d | %s | %s | %s | %s | %s | %s%n",
          workers,
          UNIT * workers,
          text(run(workers, 0, rates(0.6), free)),
          text(run(workers, 0, rates(0.06), free)),
          text(run(workers, 0, rates(0.006), free)),
          text(run(workers, 0, rates(0.006), wired)),
          text(run(workers, 1, rates(0.006), free)),
          text(run(workers, 0, rates(0.006), few)));
    }
  }

  private static String text(SimulatedRun run) {
    return "%.0f, %.0f %%".formatted(run.stepSeconds(), 100 * run.learnerBusy());
  }
}
