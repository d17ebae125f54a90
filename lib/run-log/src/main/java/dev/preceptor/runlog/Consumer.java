package dev.preceptor.runlog;

/**
 * Who reads a topic in a consumer group and commits what it has dealt with.
 *
 * @param role what it does
 * @param name as it is told to people: the role, or the judge's name
 */
public record Consumer(Role role, String name) {

  /** What a consumer does with what it reads. */
  public enum Role {
    /** Prompts to rollouts. */
    ROLLOUT,
    /** Rollouts to judgements. */
    JUDGE,
    /** Rollouts to scored groups. */
    REWARD,
    /** Scored groups to steps. */
    LEARNER
  }
}
