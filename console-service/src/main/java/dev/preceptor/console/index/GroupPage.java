package dev.preceptor.console.index;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A page of a list of groups.
 *
 * @param total groups that match
 * @param indexed groups that were looked at
 * @param forgotten groups that the index had to drop, the oldest first
 * @param groups the page
 */
public record GroupPage(
    @JsonProperty("total") int total,
    @JsonProperty("indexed") int indexed,
    @JsonProperty("forgotten") long forgotten,
    @JsonProperty("groups") List<GroupRow> groups) {}
