package dev.preceptor.console.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A response of a group.
 *
 * @param text the whole response, as the policy wrote it
 * @param finish stop or length
 * @param tokens number of tokens
 * @param thinkingTokens number of thinking tokens; null if they were not counted
 * @param reward weighted sum; null before it is scored
 * @param advantage null before it is scored
 * @param criteria the terms of the reward
 * @param verdicts what the judges say
 * @param pieces the tokens' texts, or their ids where no tokenizer is at hand
 * @param logprobs of the first tokens, one a piece
 */
public record ResponseView(
    @JsonProperty("text") String text,
    @JsonProperty("finish") String finish,
    @JsonProperty("tokens") int tokens,
    @JsonProperty("thinking_tokens") Integer thinkingTokens,
    @JsonProperty("reward") Double reward,
    @JsonProperty("advantage") Double advantage,
    @JsonProperty("criteria") List<Criterion> criteria,
    @JsonProperty("verdicts") List<JudgeWord> verdicts,
    @JsonProperty("pieces") List<String> pieces,
    @JsonProperty("logprobs") List<Float> logprobs) {

  /**
   * A term of a reward.
   *
   * @param value before its weight is applied; null where the criterion was left out
   * @param check the check or judge that decided
   * @param why in words
   */
  public record Criterion(
      @JsonProperty("name") String name,
      @JsonProperty("value") Double value,
      @JsonProperty("weight") double weight,
      @JsonProperty("check") String check,
      @JsonProperty("why") String why) {}

  /**
   * What a judge says of a response.
   *
   * @param verdict yes, no or unscorable; empty if there is none
   * @param late whether it came after the deadline, so that it does not count
   * @param yes log-probability of yes, if known
   * @param no log-probability of no
   */
  public record JudgeWord(
      @JsonProperty("judge") String judge,
      @JsonProperty("verdict") String verdict,
      @JsonProperty("late") boolean late,
      @JsonProperty("yes") Float yes,
      @JsonProperty("no") Float no,
      @JsonProperty("why") String why) {}
}
