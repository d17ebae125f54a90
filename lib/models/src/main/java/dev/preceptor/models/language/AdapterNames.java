package dev.preceptor.models.language;

/** What {@code adapted_linear.ts.py} calls the arrays of a weight's adapter. */
public final class AdapterNames {

  private AdapterNames() {}

  /** A, [rank, inputs]. */
  public static String a(String weight) {
    return weight + ".lora_A";
  }

  /** B, [outputs, rank]. */
  public static String b(String weight) {
    return weight + ".lora_B";
  }

  /** The factor of B · A, []. */
  public static String scaling(String weight) {
    return weight + ".lora_scaling";
  }
}
