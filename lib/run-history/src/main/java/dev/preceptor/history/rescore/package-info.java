/**
 * Rescores a run's history by other rewards or judges: replays the run's records through the code
 * of reward-service and reports what changes. Must not write to the run's own topics, nor commit in
 * its consumer groups.
 *
 * <p>{@code ScoringChange}, {@code Rescoring} and {@code Comparison} are pure and know no Kafka.
 */
package dev.preceptor.history.rescore;
