package dev.preceptor.models.adapter;

import dev.preceptor.models.checkpoint.HostTensor;

/**
 * What an adapter adds to one weight: scaling · B · A (Hu et al., 2021).
 *
 * @param module the module's path as the adapter's file names it
 * @param a [rank, inputs…]
 * @param b [outputs, rank]; of a convolution [outputs, rank, 1…]
 * @param scaling the factor of the product
 */
public record LowRank(String module, HostTensor a, HostTensor b, double scaling) {

  /** What PEFT puts before a module's path. */
  static final String PREFIX = "base_model.model.";

  /** The name of {@link #a} in a PEFT file. */
  public String nameOfA() {
    return nameOfA(module);
  }

  /** The name of {@link #b} in a PEFT file. */
  public String nameOfB() {
    return nameOfB(module);
  }

  static String nameOfA(String module) {
    return PREFIX + module + ".lora_A.weight";
  }

  static String nameOfB(String module) {
    return PREFIX + module + ".lora_B.weight";
  }
}
