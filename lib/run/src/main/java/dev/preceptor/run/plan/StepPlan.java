package dev.preceptor.run.plan;

import dev.preceptor.recipe.Recipe;

/**
 * Which prompts are issued when, which policy version answers them, and when a checkpoint is due.
 *
 * <p>With staleness η, η+1 steps are in flight: steps 1 to 1+η are issued at the start, and the
 * transaction of step s issues step s+1+η. A prompt of step s pins version max(0, s-1-η), the
 * newest one that exists when it is issued.
 *
 * @param maxSteps the last step of the run
 * @param staleness how many versions the policy that answers may be behind, from 0
 * @param saveSteps a checkpoint is due every so many steps, and after the last
 */
public record StepPlan(int maxSteps, int staleness, int saveSteps) {

  /** A recipe's plan. */
  public static StepPlan of(Recipe recipe) {
    return new StepPlan(
        recipe.maxSteps(), recipe.fleet().staleness(), recipe.checkpoints().saveSteps());
  }

  /** The version that must answer the prompts of a step. */
  public int pinnedVersion(int step) {
    return Math.max(0, step - 1 - staleness);
  }

  /** The steps whose prompts the transaction of a step holds: one, or none near the end. */
  public Steps issuedBy(int step) {
    int issued = step + 1 + staleness;
    return issued <= maxSteps ? new Steps(issued, issued) : Steps.NONE;
  }

  /**
   * The steps that should be in flight after {@code committed} but were never issued, because the
   * run was to end earlier when {@code committed} was written. In a run that has just begun these
   * are the first steps.
   *
   * @param committed the last step in the log, 0 for none
   * @param issued the last step with prompts in the log
   */
  public Steps overdue(int committed, int issued) {
    return new Steps(issued + 1, lastIssuedAfter(committed));
  }

  /** The last step whose prompts are issued once a step is in the log; 0 is before the first. */
  public int lastIssuedAfter(int committed) {
    return Math.min(maxSteps, committed + 1 + staleness);
  }

  /** How many steps follow one. */
  public int remainingAfter(int step) {
    return Math.max(0, maxSteps - step);
  }

  /** Whether a checkpoint is due after a step. */
  public boolean checkpointDue(int step) {
    return step % saveSteps == 0 || step == maxSteps;
  }
}
