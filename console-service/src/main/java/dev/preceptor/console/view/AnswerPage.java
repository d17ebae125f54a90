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
            .map(AnswerPage::view)
            .toList());
  }

  /** The answer to one question, if it was asked. */
  public static Optional<AnswerView> answer(Evaluation evaluation, long row) {
    return evaluation.getResults().stream()
        .filter(result -> result.getRow() == row)
        .findFirst()
        .map(AnswerPage::view);
  }

  private static AnswerView view(QuestionResult result) {
    String text = result.getResponse();
    return new AnswerView(
        result.getRow(),
        result.getAnswer(),
        text.length() <= MAX_TEXT_CHARS ? text : text.substring(0, MAX_TEXT_CHARS) + "…",
        result.getCorrect(),
        result.getWhy());
  }
}
