package dev.preceptor.recipe;

/**
 * Values of {@code quorum}: how the verdicts of several judges on a response become one value. A
 * verdict that is missing is never read as a no: the value is open unless every verdict in its
 * place would give the same.
 */
public enum Quorum {
  /** 1 if all judges say yes, else 0: one no decides. */
  ALL,
  /** 1 if one judge says yes, else 0: one yes decides. */
  ANY,
  /** 1 if more than half of all judges say yes, else 0; a tie is no majority, so it is 0. */
  MAJORITY,
  /** The share of judges that say yes; all must have spoken. */
  MEAN
}
