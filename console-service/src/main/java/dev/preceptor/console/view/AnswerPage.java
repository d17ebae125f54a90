package dev.preceptor.console.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.QuestionResult;
import java.util.List;
import java.util.Optional;

/**
 * A page of the answers of an evaluation.
 *
 * @param version of the policy
 * @param total answers that match
 * @param answers the page
 */
public record AnswerPage(
    @JsonProperty("version") int version,
    @JsonProperty("total") int total,
    @JsonProperty("answers") List<AnswerView> answers) {

  /** Most answers of a page. */
  public static final int MAX_LIMIT = 100;

  private static final int MAX_TEXT_CHARS = 20_000;

  private static final String APART =
      "(the responses of this evaluation are too long for its record; preceptor samples shows them)";

  /**
   * A page.
   *
   * @param correct whether right or wrong ones are wanted; all if empty
   */
  public static AnswerPage of(
      Evaluation evaluation, Optional<Boolean> correct, int offset, int limit) {
    List<QuestionResult> matching =
        evaluation.getResults().stream()
            .filter(result -> correct.map(wanted -> wanted == result.getCorrect()).orElse(true))
            .toList();
    return new AnswerPage(
        evaluation.getPolicyVersion(),
        matching.size(),
        matching.stream()
            .skip(Math.max(0, offset))
            .limit(Math.max(1, Math.min(MAX_LIMIT, limit)))
            .map(result -> view(evaluation, result))
            .toList());
  }

  /** The answer to one question, if it was asked. */
  public static Optional<AnswerView> answer(Evaluation evaluation, long row) {
    return evaluation.getResults().stream()
        .filter(result -> result.getRow() == row)
        .findFirst()
        .map(result -> view(evaluation, result));
  }

  private static AnswerView view(Evaluation evaluation, QuestionResult result) {
    String text = evaluation.getResponsesApart() ? APART : result.getResponse();
    return new AnswerView(
        result.getRow(),
        result.getAnswer(),
        text.length() <= MAX_TEXT_CHARS ? text : text.substring(0, MAX_TEXT_CHARS) + "…",
        result.getCorrect(),
        result.getWhy());
  }
}
