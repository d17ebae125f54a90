package dev.preceptor.console.index;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Set;

/**
 * Where a run stands, as far as its log was read.
 *
 * @param step the last step taken; 0 before the first
 * @param maxSteps steps of the whole run
 * @param promptsPerStep groups of a step
 * @param generations responses of a group
 * @param lastMillis when the newest record was written; 0 before the first
 * @param metrics names of the metrics that steps have
 * @param last the last step's metrics
 * @param evaluation the newest evaluation; null before the first
 * @param groups groups that are known
 * @param trained groups that moved the weights
 * @param skipped groups that were left out since they move nothing
 * @param failed groups that could not be sampled or scored
 * @param firstStep the first step whose groups the log keeps; 1 where it keeps all
 * @param deadLetters records that a service put aside
 * @param unreadable records that the console could not read
 */
public record RunOverview(
    @JsonProperty("step") int step,
    @JsonProperty("max_steps") int maxSteps,
    @JsonProperty("prompts_per_step") int promptsPerStep,
    @JsonProperty("generations") int generations,
    @JsonProperty("last_millis") long lastMillis,
    @JsonProperty("metrics") Set<String> metrics,
    @JsonProperty("last") Map<String, Float> last,
    @JsonProperty("evaluation") EvaluationRow evaluation,
    @JsonProperty("groups") int groups,
    @JsonProperty("trained") long trained,
    @JsonProperty("skipped") long skipped,
    @JsonProperty("failed") long failed,
    @JsonProperty("first_step") int firstStep,
    @JsonProperty("dead_letters") long deadLetters,
    @JsonProperty("unreadable") long unreadable) {}
