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

  /** What training leaves out of the inputs of A, [3]: see {@code adapter_dropout.ts.py}. */
  public static String dropout(String weight) {
    return weight + ".lora_dropout";
  }

  /** The factor of B · A, []. */
  public static String scaling(String weight) {
    return weight + ".lora_scaling";
  }
}
