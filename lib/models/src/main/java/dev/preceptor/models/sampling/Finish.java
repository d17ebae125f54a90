package dev.preceptor.models.sampling;

/** Why a completion ended. */
public enum Finish {
  /** The model sampled one of its end-of-sequence ids. */
  STOP,
  /** The allowed number of new tokens was used up. */
  LENGTH
}
