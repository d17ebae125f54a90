package dev.preceptor.run.plan;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.Excerpt;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RefusedRecordException;

/**
 * What the records of a run can be about: the steps, slots and versions of its recipe, and of these
 * only what the run has reached. Every reader of a run's topics checks this before a record changes
 * anything, so that no record that lies ahead of the run moves its state.
 *
 * <p>The prompts of a step are issued in the transaction of an earlier one, and a version of the
 * policy is published in the transaction of its step. So each record presupposes that a certain
 * step was taken, however it came to be.
 *
 * @param plan the steps, and the versions that they pin
 * @param layout the slots of a step
 */
public record RunBounds(StepPlan plan, UnitLayout layout) {

  /** The bounds of a recipe. */
  public static RunBounds of(Recipe recipe) {
    return new RunBounds(StepPlan.of(recipe), UnitLayout.of(recipe));
  }

  /**
   * Checks that the recipe has a group.
   *
   * @throws RefusedRecordException if it does not
   */
  public void requireGroup(GroupKey group) {
    if (group.step() > plan.maxSteps() || !layout.has(group.slot())) {
      throw new RefusedRecordException(
          "group %s: the run has steps 1 to %d with slots 0 to %d"
              .formatted(group, plan.maxSteps(), layout.slots() - 1));
    }
  }

  /**
   * Checks that a group's prompt can have been issued.
   *
   * @throws RefusedRecordException if it cannot
   */
  public void requireIssued(GroupKey group, TakenSteps taken) {
    requireGroup(group);
    int before = issuedBy(group.step());
    if (!taken.isTaken(before)) {
      throw new RefusedRecordException(
          "group %s is ahead of the run, which has not taken step %d yet".formatted(group, before));
    }
  }

  /**
   * Checks that a prompt is one that the recipe makes, apart from its question.
   *
   * @throws RefusedRecordException if it is not
   */
  public void requirePrompt(Prompt prompt) {
    GroupKey group = new GroupKey(prompt.getStep(), prompt.getSlot());
    requireGroup(group);
    int unit = layout.unitOf(group.slot());
    if (prompt.getUnit() != unit || prompt.getUnitSize() != layout.sizeOf(unit)) {
      throw new RefusedRecordException(
          "prompt %s, unit %d of %d: the recipe makes units of %d out of %d prompts"
              .formatted(
                  group,
                  prompt.getUnit(),
                  prompt.getUnitSize(),
                  layout.samplingUnit(),
                  layout.promptsPerStep()));
    }
    int pinned = plan.pinnedVersion(group.step());
    if (prompt.getPolicyVersion() != pinned) {
      throw new RefusedRecordException(
          "prompt %s asks for policy version %d, its step for %d"
              .formatted(group, prompt.getPolicyVersion(), pinned));
    }
  }

  /** The step whose transaction issues the prompts of a step; 0 if they are issued at the start. */
  private int issuedBy(int step) {
    return plan.pinnedVersion(step);
  }

  /**
   * Checks that the recipe has a step.
   *
   * @throws RefusedRecordException if it does not
   */
  public void requireStep(int step) {
    if (step < 1 || step > plan.maxSteps()) {
      throw new RefusedRecordException(
          "step %d: the run has steps 1 to %d".formatted(step, plan.maxSteps()));
    }
  }

  /**
   * Checks that a version of the policy can exist.
   *
   * @throws RefusedRecordException if it cannot
   */
  public void requireVersion(int version, TakenSteps taken) {
    if (version < 0 || version > plan.maxSteps()) {
      throw new RefusedRecordException(
          "policy version %d: the run has versions 0 to %d".formatted(version, plan.maxSteps()));
    }
    if (!taken.isTaken(version)) {
      throw new RefusedRecordException(
          "policy version %d is ahead of the run, which has not taken step %d yet"
              .formatted(version, version));
    }
  }

  /**
   * Checks that weights can be a version of the policy. Version 0 is of no step.
   *
   * @param sha256 the hash that they announce
   * @throws RefusedRecordException if they cannot
   */
  public void requireWeights(int version, String sha256, TakenSteps taken) {
    requireVersion(version, taken);
    if (version > 0 && !taken.hasMade(version, sha256)) {
      throw new RefusedRecordException(
          "policy version %d announces SHA-256 %s, which step %d did not record"
              .formatted(version, Excerpt.of(sha256), version));
    }
  }

  /** Whether weights can be a version of the policy; see {@link #requireWeights}. */
  public boolean hasWeights(int version, String sha256, TakenSteps taken) {
    try {
      requireWeights(version, sha256, taken);
      return true;
    } catch (RefusedRecordException e) {
      return false;
    }
  }

  /**
   * Checks that an evaluation has the key of its version and is of weights that the version's step
   * recorded: who writes ahead of the run cannot know their hash.
   *
   * @throws RefusedRecordException if not
   */
  public void requireEvaluation(String key, Evaluation evaluation, TakenSteps taken) {
    int version = evaluation.getPolicyVersion();
    if (!Integer.toString(version).equals(key)) {
      throw new RefusedRecordException(
          "the evaluation of version %d has the key %s".formatted(version, Excerpt.of(key)));
    }
    String sha256 = evaluation.getPolicySha256();
    requireWeights(version, sha256 == null ? "" : sha256, taken);
  }

  /**
   * Checks that an answer has the key of its question and is of weights that the version's step
   * recorded, as {@link #requireEvaluation} does.
   *
   * @throws RefusedRecordException if not
   */
  public void requireAnswer(String key, EvaluationAnswer answer, TakenSteps taken) {
    int version = answer.getPolicyVersion();
    String own = version + "-" + answer.getRow();
    if (!own.equals(key)) {
      throw new RefusedRecordException(
          "the answer of version %d to row %d has the key %s"
              .formatted(version, answer.getRow(), Excerpt.of(key)));
    }
    if (answer.getRow() < 0 || answer.getQuestions() < 1) {
      throw new RefusedRecordException(
          "answer %s: row %d of %d questions cannot be"
              .formatted(own, answer.getRow(), answer.getQuestions()));
    }
    requireWeights(version, answer.getPolicySha256(), taken);
  }
}
