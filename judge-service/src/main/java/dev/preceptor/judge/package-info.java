/**
 * Rollouts in; judgements out.
 *
 * <p>{@code JudgeLoop} decides which group is judged when, {@link
 * dev.preceptor.scoring.judging.JudgeProcessor} turns a group into one judge's judgement; neither
 * knows Kafka or Quarkus. {@code JudgeService} wires them to the topics. Must not know how verdicts
 * become rewards.
 */
package dev.preceptor.judge;
