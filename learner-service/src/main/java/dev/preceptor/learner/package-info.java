/**
 * Scored groups in; policy, training steps and prompts out.
 *
 * <p>{@link dev.preceptor.run.plan.StepPlan}, {@link dev.preceptor.learner.StepAssembly}, {@link
 * dev.preceptor.learner.PromptSchedule}, {@link dev.preceptor.learner.Learner} and {@code
 * LearnerLoop} decide and know neither Kafka nor Quarkus; {@code LearnerService} wires them to the
 * topics, and {@code StepTransaction} writes what they decide. Must not know how a model computes.
 */
package dev.preceptor.learner;
