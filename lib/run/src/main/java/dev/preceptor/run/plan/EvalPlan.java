package dev.preceptor.run.plan;

import dev.preceptor.recipe.Recipe;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which versions of the policy are measured: before training, every so many steps, and after.
 *
 * @param evalSteps steps between evaluations; 0 for before and after only
 * @param maxSteps the last step of the run
 * @param done versions that were measured already
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

  /** Whether a version is to be measured. */
  public boolean wants(int version) {
    return isDue(version) && !done.contains(version);
  }

  /** The first version that is still to be measured; none when all were. */
  public OptionalInt first() {
    return IntStream.rangeClosed(0, maxSteps).filter(this::wants).findFirst();
  }

  private boolean isDue(int version) {
    return version == 0
        || version == maxSteps
        || (evalSteps > 0 && version < maxSteps && version % evalSteps == 0);
  }
}
