package dev.preceptor.launcher.audit;

/**
 * A breach of conservation.
 *
 * @param kind of breach
 * @param subject the group {@code step-slot}, or the step
 * @param what is wrong, a few words
 * @param place the record that shows it
 */
public record Offence(Kind kind, String subject, String what, Place place) {

  /** What can be wrong. */
  public enum Kind {
    /** A group whose step is over lacks its rollout, its score or its outcome. */
    MISSING,
    /** A second prompt, score or outcome of one group. */
    DUPLICATED,
    /** A record of a group that was never issued. */
    UNISSUED,
    /** An outcome that the records before it do not bear out. */
    CONTRADICTED
  }
}
