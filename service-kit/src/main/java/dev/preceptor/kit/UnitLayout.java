package dev.preceptor.kit;

/**
 * Which groups of a step are decoded together. Floating-point sums depend on the batch they are
 * computed in, so this belongs to the recipe and not to whoever decodes.
 *
 * @param promptsPerStep groups a step, at least 1
 * @param samplingUnit groups a unit, at least 1; the last unit of a step may be smaller
 */
public record UnitLayout(int promptsPerStep, int samplingUnit) {

  /** The unit that a slot belongs to, from 0. */
  public int unitOf(int slot) {
    return slot / samplingUnit;
  }

  /** How many groups a unit has. */
  public int sizeOf(int unit) {
    return Math.min(samplingUnit, promptsPerStep - unit * samplingUnit);
  }

  /** Whether a step has such a slot. */
  public boolean has(int slot) {
    return slot >= 0 && slot < promptsPerStep;
  }
}
