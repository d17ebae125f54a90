package dev.preceptor.console.index;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How the answers of two versions to the same questions differ.
 *
 * @param from the one version
 * @param to the other
 * @param compared questions that both answered
 * @param gained rows that were wrong and are right
 * @param lost rows that were right and are wrong
 */
public record Flips(
    @JsonProperty("from") int from,
    @JsonProperty("to") int to,
    @JsonProperty("compared") int compared,
    @JsonProperty("gained") List<Long> gained,
    @JsonProperty("lost") List<Long> lost) {}
