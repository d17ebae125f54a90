/**
 * Scored groups in; policy, training steps and prompts out.
 *
 * <p>{@link dev.preceptor.run.plan.StepPlan}, {@link dev.preceptor.learner.StepAssembly}, {@link
 * dev.preceptor.learner.PromptSchedule} and {@link dev.preceptor.learner.Learner} decide and know
 * neither Kafka nor Quarkus; {@code LearnerService} and {@code StepTransaction} write what they
 * decide. Must not know how a model computes.
 */
package dev.preceptor.learner;
