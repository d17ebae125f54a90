package dev.preceptor.recipe;

/** Values of {@code loss_type}, by TRL's names. */
public enum LossType {
  SIGMOID
}
