package dev.preceptor.console.view;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An answer to a test question.
 *
 * @param row of the question in the test file
 * @param answer the right letter
 * @param response what the policy wrote
 * @param correct whether it is right
 * @param why the check that decided
 */
public record AnswerView(
    @JsonProperty("row") long row,
    @JsonProperty("answer") String answer,
    @JsonProperty("response") String response,
    @JsonProperty("correct") boolean correct,
    @JsonProperty("why") String why) {}
