package dev.preceptor.run.plan;

import dev.preceptor.recipe.FailedGroups;
import dev.preceptor.recipe.Recipe;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The sampling units of a step: the groups that are decoded in one batch. Floating-point sums
 * depend on the batch, so the recipe and not the worker determines the units.
 *
 * <p>If failed groups are filled in, each slot has a spare: another question, issued only if the
 * group of the slot fails, in its own unit. Spares have the slots and units after the others.
 *
 * @param promptsPerStep groups per step, at least 1
 * @param samplingUnit groups per unit, at least 1; the last unit of a step may be smaller
 * @param spares whether slots have spares
 */
public record UnitLayout(int promptsPerStep, int samplingUnit, boolean spares) {

  /** A layout without spares. */
  public UnitLayout(int promptsPerStep, int samplingUnit) {
    this(promptsPerStep, samplingUnit, false);
  }

  /** The layout of a recipe. */
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

  /**
   * Divides what belongs to slots of a step by unit.
   *
   * @param inOrder of slots
   * @param slot of an element
   */
  public <T> List<List<T>> byUnit(List<T> inOrder, ToIntFunction<T> slot) {
    return List.copyOf(
        inOrder.stream()
            .collect(
                Collectors.groupingBy(
                    element -> unitOf(slot.applyAsInt(element)),
                    TreeMap::new,
                    Collectors.toUnmodifiableList()))
            .values());
  }

  /** The number of groups in a unit. */
  public int sizeOf(int unit) {
    return unit < units() ? Math.min(samplingUnit, promptsPerStep - unit * samplingUnit) : 1;
  }

  /** Whether a step can have the slot. */
  public boolean has(int slot) {
    return slot >= 0 && slot < slots();
  }

  /** The maximum number of slots of a step, including spares. */
  public int slots() {
    return spares ? 2 * promptsPerStep : promptsPerStep;
  }

  /** Whether a slot is a spare. */
  public boolean isSpare(int slot) {
    return slot >= promptsPerStep;
  }

  /** The spare of a slot that is not a spare itself. */
  public int spareOf(int slot) {
    return slot + promptsPerStep;
  }

  /** How many units a step has, spares aside. */
  public int units() {
    return (promptsPerStep + samplingUnit - 1) / samplingUnit;
  }
}
