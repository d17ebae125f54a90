/**
 * Policy in; evaluations out.
 *
 * <p>{@link dev.preceptor.run.plan.EvalPlan} decides which versions are measured, {@link
 * dev.preceptor.eval.EvalProcessor} picks them out of the policy log and measures them; neither
 * knows Kafka or Quarkus. {@code EvalService} wires them to the topics. Must not know how the
 * policy learns.
 */
package dev.preceptor.eval;
