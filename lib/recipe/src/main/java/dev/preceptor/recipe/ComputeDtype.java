package dev.preceptor.recipe;

/** Values of {@code compute_dtype}: the number format that models compute in. */
public enum ComputeDtype {
  /** Bfloat16 on a GPU, float32 on a CPU. */
  AUTO,
  FLOAT32,
  BFLOAT16
}
