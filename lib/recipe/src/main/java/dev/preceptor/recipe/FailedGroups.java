package dev.preceptor.recipe;

/** What a step does where some of its groups have failed. */
public enum FailedGroups {
  /** It trains on the rest. */
  TRAIN_ON_REST,
  /** It asks another question for each, once, and trains on what has come then. */
  FILL_IN
}
