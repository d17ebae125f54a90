/**
 * Rollouts and judgements in; scored groups out.
 *
 * <p>{@link dev.preceptor.reward.RewardAssembly} decides when a group is complete and {@link
 * dev.preceptor.reward.GroupScoring} what it is worth; neither knows Kafka or Quarkus. {@code
 * RewardTopology} is the Kafka Streams topology around them. Must not know how responses were
 * sampled, or what a judge is.
 */
package dev.preceptor.reward;
