/**
 * Rollouts and judgements in; scored groups out.
 *
 * <p>{@code RewardTopology} is the Kafka Streams topology around {@link
 * dev.preceptor.scoring.RewardAssembly}, which decides. Must not know how responses were sampled,
 * what a judge is, or what a response is worth.
 */
package dev.preceptor.reward;
