package dev.preceptor.console.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.console.index.RunOverview;
import java.util.List;

/**
 * One run for the list and for the head of its pages.
 *
 * @param name of the run
 * @param state connecting, reading, running, quiet, finished, stopped or away
 * @param why what is so and what happens next, where something is missing; else empty
 * @param model name of the policy's folder
 * @param algorithm as the recipe names it
 * @param rewards criteria of the recipe, by name
 * @param judges judges of the recipe, by name
 * @param startedMillis when it was started, ms since 1970; 0 if that is not known yet
 * @param code version of the program that started it
 * @param recipe the resolved recipe, YAML; only for the run's own page
 * @param overview where it stands; null before its definition was read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunView(
    @JsonProperty("name") String name,
    @JsonProperty("state") String state,
    @JsonProperty("why") String why,
    @JsonProperty("model") String model,
    @JsonProperty("algorithm") String algorithm,
    @JsonProperty("rewards") List<String> rewards,
    @JsonProperty("judges") List<String> judges,
    @JsonProperty("started_millis") long startedMillis,
    @JsonProperty("code") String code,
    @JsonProperty("recipe") String recipe,
    @JsonProperty("overview") RunOverview overview) {}
