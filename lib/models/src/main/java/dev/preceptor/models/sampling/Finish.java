package dev.preceptor.models.sampling;

/** Why a completion ended. */
public enum Finish {
  /** The model sampled one of its end-of-sequence ids. */
  STOP,
  /** The limit of new tokens was reached. */
  LENGTH
}
