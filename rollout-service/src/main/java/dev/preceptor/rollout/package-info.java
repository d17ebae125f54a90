/**
 * Prompts and policy in; rollouts out.
 *
 * <p>{@link dev.preceptor.rollout.SamplingUnits} decides what is decoded when, {@link
 * dev.preceptor.rollout.RolloutProcessor} turns a unit of prompts into rollouts, and {@code
 * RolloutLoop} takes one unit after the other; none of them knows Kafka or Quarkus. {@code
 * RolloutService} wires them to the topics. Must not know where prompts come from or what becomes
 * of rollouts.
 */
package dev.preceptor.rollout;
