/**
 * Scoring a run's history again, by other rewards or judges: the run's records go through the code
 * of reward-service once more, and what changes is told. Must not write to the run's own topics,
 * nor commit in its groups.
 *
 * <p>{@code ScoringChange}, {@code Rescoring} and {@code Comparison} decide and know no Kafka.
 */
package dev.preceptor.history.rescore;
