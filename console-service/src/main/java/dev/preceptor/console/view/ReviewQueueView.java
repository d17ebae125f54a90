package dev.preceptor.console.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a reviewer is asked about, in order.
 *
 * @param criterion that is asked about
 * @param rule that chose
 * @param seed of the choice
 * @param toStep last step that was chosen from
 * @param done how many of the items the reviewer has judged
 */
public record ReviewQueueView(
    @JsonProperty("criterion") String criterion,
    @JsonProperty("rule") String rule,
    @JsonProperty("seed") long seed,
    @JsonProperty("to") int toStep,
    @JsonProperty("done") int done,
    @JsonProperty("items") List<Item> items) {

  public ReviewQueueView {
    items = List.copyOf(items);
  }

  /**
   * One response.
   *
   * @param subject step-slot/response
   * @param verdict of this reviewer; empty without one
   */
  public record Item(
      @JsonProperty("subject") String subject, @JsonProperty("verdict") String verdict) {}
}
