package dev.preceptor.fleet.export;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What was written.
 *
 * @param out the folder
 * @param groups with their responses; the newest
 * @param groupsOfRun all that the console lists
 * @param evaluations with their answers
 * @param files in the folder
 * @param bytes of all files
 */
public record ExportResult(
    @JsonProperty("run") String run,
    @JsonProperty("out") String out,
    @JsonProperty("groups") int groups,
    @JsonProperty("groups_of_run") int groupsOfRun,
    @JsonProperty("evaluations") int evaluations,
    @JsonProperty("files") int files,
    @JsonProperty("bytes") long bytes) {}
