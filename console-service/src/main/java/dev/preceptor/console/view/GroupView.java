package dev.preceptor.console.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One group with all that is known of it.
 *
 * @param run the run's name
 * @param group step-slot
 * @param state see {@link dev.preceptor.console.index.GroupRow}
 * @param failure why it failed; empty if it did not
 * @param expired whether the log no longer has its records, or does not have them yet
 * @param question empty before the responses are there
 * @param choices texts of A, B, …
 * @param answer letter of the right choice
 * @param image whether there is an image to be fetched
 * @param responses in the order in which they were sampled
 * @param facts where it comes from, by what a person calls it
 * @param command that shows the same on a terminal
 * @param before the group before; empty at the first
 * @param after the group after
 */
public record GroupView(
    @JsonProperty("run") String run,
    @JsonProperty("group") String group,
    @JsonProperty("state") String state,
    @JsonProperty("failure") String failure,
    @JsonProperty("expired") boolean expired,
    @JsonProperty("question") String question,
    @JsonProperty("choices") List<String> choices,
    @JsonProperty("answer") String answer,
    @JsonProperty("image") boolean image,
    @JsonProperty("responses") List<ResponseView> responses,
    @JsonProperty("facts") List<Fact> facts,
    @JsonProperty("command") String command,
    @JsonProperty("before") String before,
    @JsonProperty("after") String after) {

  /**
   * Something that is known of a group.
   *
   * @param name of it
   * @param value as text
   */
  public record Fact(@JsonProperty("name") String name, @JsonProperty("value") String value) {}
}
