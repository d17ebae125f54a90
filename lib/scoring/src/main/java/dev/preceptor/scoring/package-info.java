/**
 * What a group is worth: old state and event to new state, and maybe a scored group.
 *
 * <p>{@link dev.preceptor.scoring.RewardAssembly} decides when a group is complete, {@link
 * dev.preceptor.scoring.GroupScoring} what it is worth, and {@link dev.preceptor.scoring.Ballot}
 * what several judges say together. Knows the contracts and how a response is graded; must not know
 * Kafka or Quarkus, how responses were sampled, or what a judge is.
 */
package dev.preceptor.scoring;
