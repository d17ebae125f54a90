package dev.preceptor.study.capacity;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.StepMetric;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.study.bench.MeasuredSteps;
import java.util.Map;
import java.util.TreeMap;

/** How long the parts of a run took, from its metrics. */
public final class MeasuredRates {

  private MeasuredRates() {}

  /**
   * The rates of a run: medians over its steps.
   *
   * @param recipe of that run
   */
  public static Rates of(Recipe recipe, MeasuredSteps steps) {
    UnitLayout layout = UnitLayout.of(recipe);
    int groups = layout.promptsPerStep();
    int workers =
        Math.min(
            recipe.fleet().rolloutWorkers(), Math.min(layout.units(), recipe.fleet().partitions()));
    Map<String, Double> judging = new TreeMap<>();
    for (String judge : recipe.scoring().awaitedJudges()) {
      judging.put(judge, steps.median(StepMetric.JUDGE_LATENCY.key(judge)));
    }
    double sampling = steps.median(StepMetric.TIME_SAMPLING);
    double committing = steps.median(StepMetric.TIME_COMMITTING);
    double untilWhole =
        steps.median(StepMetric.TIME_WAITING)
            + steps.median(StepMetric.TIME_OVERLAPPED)
            - committing;
    return new Rates(
        sampling / groups,
        judging,
        Math.max(0, untilWhole - sampling / workers - lastJudged(recipe, layout, judging)),
        steps.median(StepMetric.TIME_LEARNING) / groups,
        steps.median(StepMetric.TIME_PUBLISHING) + committing,
        steps.median(StepMetric.POLICY_BYTES));
  }

  /** How long the judges take after the last unit of a step has been sampled, about. */
  private static double lastJudged(Recipe recipe, UnitLayout layout, Map<String, Double> judging) {
    int last = layout.sizeOf(layout.units() - 1);
    int workers = Math.min(recipe.fleet().judgeWorkers(), recipe.fleet().partitions());
    int each = (last + workers - 1) / workers;
    return each * judging.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
