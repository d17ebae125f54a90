/**
 * Rollouts in; judgements out.
 *
 * <p>{@link dev.preceptor.judge.JudgeProcessor} turns a rollout into one judge's judgement and
 * knows neither Kafka nor Quarkus; {@code JudgeService} wires it to the topics. Must not know what
 * a judgement is worth.
 */
package dev.preceptor.judge;
