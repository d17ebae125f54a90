/**
 * Scores groups: old state and event to new state, and possibly a scored group.
 *
 * <p>{@link dev.preceptor.scoring.RewardAssembly} decides when a group is complete, {@link
 * dev.preceptor.scoring.GroupScoring} computes its rewards and advantages, and {@link
 * dev.preceptor.scoring.VotingRule} combines the votes of several judges. Knows the Avro records
 * and the graders; must not know Kafka or Quarkus, how responses were sampled, or how a judge
 * works.
 */
package dev.preceptor.scoring;
