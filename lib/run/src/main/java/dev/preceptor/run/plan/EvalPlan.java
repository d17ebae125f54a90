package dev.preceptor.run.plan;

import dev.preceptor.recipe.Recipe;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The versions of the policy to evaluate: before training, at an interval of steps, and at the end.
 *
 * @param evalSteps steps between evaluations; 0 for before and after only
 * @param maxSteps the last step of the run
 * @param done versions that have been evaluated
 */
public record EvalPlan(int evalSteps, int maxSteps, Set<Integer> done) {

  public EvalPlan {
    done = Set.copyOf(done);
  }

  /**
   * A recipe's plan.
   *
   * @param done versions that were measured already
   */
  public static EvalPlan of(Recipe recipe, Set<Integer> done) {
    return new EvalPlan(recipe.evaluation().evalSteps(), recipe.maxSteps(), done);
  }

  /** Whether a version has to be evaluated. */
  public boolean wants(int version) {
    return isDue(version) && !done.contains(version);
  }

  /** The first version that has to be evaluated; empty if none is left. */
  public OptionalInt first() {
    return IntStream.rangeClosed(0, maxSteps).filter(this::wants).findFirst();
  }

  private boolean isDue(int version) {
    return version == 0
        || version == maxSteps
        || (evalSteps > 0 && version < maxSteps && version % evalSteps == 0);
  }
}
