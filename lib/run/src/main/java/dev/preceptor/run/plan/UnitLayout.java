package dev.preceptor.run.plan;

import dev.preceptor.recipe.FailedGroups;
import dev.preceptor.recipe.Recipe;

/**
 * Which groups of a step are decoded together. Floating-point sums depend on the batch they are
 * computed in, so this belongs to the recipe and not to whoever decodes.
 *
 * <p>Where failed groups are filled in, each slot has a spare: another question, issued only if the
 * slot's group fails, and a unit of its own. Spares have the slots and units after the others.
 *
 * @param promptsPerStep groups a step, at least 1
 * @param samplingUnit groups a unit, at least 1; the last unit of a step may be smaller
 * @param spares whether slots have spares
 */
public record UnitLayout(int promptsPerStep, int samplingUnit, boolean spares) {

  /** A layout without spares. */
  public UnitLayout(int promptsPerStep, int samplingUnit) {
    this(promptsPerStep, samplingUnit, false);
  }

  /** A recipe's layout. */
  public static UnitLayout of(Recipe recipe) {
    return new UnitLayout(
        recipe.sampling().promptsPerStep(),
        recipe.sampling().samplingUnit(),
        recipe.sampling().failedGroups() == FailedGroups.FILL_IN);
  }

  /** The unit that a slot belongs to, from 0. */
  public int unitOf(int slot) {
    return isSpare(slot) ? units() + slot - promptsPerStep : slot / samplingUnit;
  }

  /** How many groups a unit has. */
  public int sizeOf(int unit) {
    return unit < units() ? Math.min(samplingUnit, promptsPerStep - unit * samplingUnit) : 1;
  }

  /** Whether a step can have such a slot. */
  public boolean has(int slot) {
    return slot >= 0 && slot < slots();
  }

  /** How many slots a step can have, spares included. */
  public int slots() {
    return spares ? 2 * promptsPerStep : promptsPerStep;
  }

  /** Whether a slot is a spare. */
  public boolean isSpare(int slot) {
    return slot >= promptsPerStep;
  }

  /** The spare of a slot that is none itself. */
  public int spareOf(int slot) {
    return slot + promptsPerStep;
  }

  /** How many units a step has, spares aside. */
  public int units() {
    return (promptsPerStep + samplingUnit - 1) / samplingUnit;
  }
}
