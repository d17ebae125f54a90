package dev.preceptor.recipe;

/** Values of {@code lr_scheduler_type}, by transformers' names. */
public enum LrSchedulerType {
  LINEAR,
  COSINE,
  CONSTANT,
  CONSTANT_WITH_WARMUP
}
