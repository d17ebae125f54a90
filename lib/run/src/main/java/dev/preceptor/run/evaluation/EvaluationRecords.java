package dev.preceptor.run.evaluation;

import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.QuestionResult;
import dev.preceptor.schemas.Topics;
import dev.preceptor.vqa.benchmark.BenchmarkReport;
import dev.preceptor.vqa.benchmark.QuestionScore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Evaluations as records. Where the responses are too long for one record, it has everything else,
 * and the answers topic has them.
 */
public final class EvaluationRecords {

  /** The rest of a record, with a reason for each question, takes far less than the other half. */
  private static final long MOST_RESPONSE_BYTES = Topics.MAX_RECORD_BYTES / 2;

  private EvaluationRecords() {}

  /**
   * The record of an evaluation.
   *
   * @param sha256 of the weights that answered
   * @param scores of all questions, in their order
   */
  public static Evaluation of(
      int policyVersion, String sha256, List<QuestionScore> scores, long wallMillis) {
    boolean apart = bytes(scores) > MOST_RESPONSE_BYTES;
    return Evaluation.newBuilder()
        .setPolicyVersion(policyVersion)
        .setMetrics(BenchmarkReport.of(scores).metrics())
        .setResults(scores.stream().map(score -> result(score, apart)).toList())
        .setTimestampMillis(wallMillis)
        .setPolicySha256(sha256)
        .setResponsesApart(apart)
        .build();
  }

  private static long bytes(List<QuestionScore> scores) {
    return scores.stream()
        .mapToLong(score -> score.response().getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }

  private static QuestionResult result(QuestionScore score, boolean apart) {
    return new QuestionResult(
        score.row(),
        String.valueOf(score.answer()),
        apart ? "" : score.response(),
        score.correct(),
        score.why());
  }

  /**
   * The same evaluation with its responses.
   *
   * @param answers the first of each question by the same weights, by row; without one, a response
   *     stays empty
   */
  public static Evaluation withResponses(
      Evaluation evaluation, Map<Long, EvaluationAnswer> answers) {
    List<QuestionResult> results =
        evaluation.getResults().stream()
            .map(
                result -> {
                  EvaluationAnswer answer = answers.get(result.getRow());
                  return answer == null
                      ? result
                      : QuestionResult.newBuilder(result).setResponse(answer.getResponse()).build();
                })
            .toList();
    return Evaluation.newBuilder(evaluation).setResults(results).build();
  }
}
