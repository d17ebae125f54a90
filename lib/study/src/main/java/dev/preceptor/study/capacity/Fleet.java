package dev.preceptor.study.capacity;

import java.util.OptionalDouble;

/**
 * The processes of a run.
 *
 * @param rollouts rollout workers, at least 1
 * @param judges workers of each judge, at least 1
 * @param brokerBytesPerSecond what the broker sends to all workers together; without it sending
 *     takes no time
 */
public record Fleet(int rollouts, int judges, OptionalDouble brokerBytesPerSecond) {

  Fleet withRollouts(int number) {
    return new Fleet(number, judges, brokerBytesPerSecond);
  }

  Fleet withJudges(int number) {
    return new Fleet(rollouts, number, brokerBytesPerSecond);
  }
}
