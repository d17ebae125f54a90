/**
 * Rollouts in; judgements out.
 *
 * <p>{@link dev.preceptor.scoring.judging.JudgeProcessor} turns a rollout into one judge's
 * judgement; {@code JudgeService} wires it to the topics. Must not know what a judgement is worth.
 */
package dev.preceptor.judge;
