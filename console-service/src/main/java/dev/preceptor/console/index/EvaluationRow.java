package dev.preceptor.console.index;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * An evaluation in a list.
 *
 * @param version of the policy
 * @param millis when it was written, ms since 1970
 * @param metrics by name
 * @param low lower end of the 95 % interval of the accuracy (Wilson's); null without one
 * @param high upper end
 * @param questions answers that the record holds
 */
public record EvaluationRow(
    @JsonProperty("version") int version,
    @JsonProperty("millis") long millis,
    @JsonProperty("metrics") Map<String, Double> metrics,
    @JsonProperty("low") Double low,
    @JsonProperty("high") Double high,
    @JsonProperty("questions") int questions) {}
