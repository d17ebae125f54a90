package dev.preceptor.recipe;

/** Values of {@code policy_dtype}: the number format in which weights are published and used. */
public enum PolicyDtype {
  BFLOAT16,
  FLOAT32
}
