package dev.preceptor.recipe;

/** The command that a recipe is for. */
public enum Job {
  /** Reinforcement learning. */
  TRAIN,
  /** Supervised fine-tuning. */
  SFT
}
