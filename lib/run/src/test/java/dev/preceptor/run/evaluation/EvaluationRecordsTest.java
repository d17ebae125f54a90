package dev.preceptor.run.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.QuestionResult;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.vqa.benchmark.Answer;
import dev.preceptor.vqa.benchmark.QuestionScore;
import dev.preceptor.vqa.grading.Grade;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EvaluationRecordsTest {

  private static List<QuestionScore> scores(int questions, int characters) {
    return LongStream.rangeClosed(1, questions)
        .mapToObj(
            row ->
                new QuestionScore(
                    row,
                    'B',
                    new Answer(row + "é".repeat(characters), 0, 0, true),
                    new Grade(row % 2, "the letter B is wanted, another one was given"),
                    true,
                    Map.of(),
                    Map.of(),
                    0))
        .toList();
  }

  private static Evaluation record(List<QuestionScore> scores) {
    return EvaluationRecords.of(3, "ab".repeat(32), scores, 5);
  }

  @Test
  void anEvaluationHasItsResponses() {
    Evaluation record = record(scores(10, 100));
    assertThat(record.getResponsesApart()).isFalse();
    assertThat(record.getResults()).extracting(QuestionResult::getResponse).doesNotContain("");
    assertThat(record.getMetrics()).containsEntry("accuracy", 0.5);
  }

  /** The paper's 7,000 questions with 700 tokens each. */
  @Test
  void responsesThatAreTooLongForARecordAreLeftToTheAnswers() {
    List<QuestionScore> scores = scores(7_000, 1_600);
    Evaluation record = record(scores);
    assertThat(RecordCodec.of(Evaluation.class).encode(record)).hasSizeLessThan(2 << 20);
    assertThat(record.getResponsesApart()).isTrue();
    assertThat(record.getResults())
        .hasSize(7_000)
        .extracting(QuestionResult::getResponse)
        .containsOnly("");
    assertThat(record.getMetrics()).containsEntry("accuracy", 0.5);

    AnswerRecords.Origin origin = new AnswerRecords.Origin(3, "ab".repeat(32), 7_000, 0, 0);
    Map<Long, EvaluationAnswer> answers = new HashMap<>();
    scores
        .subList(1, 7_000)
        .forEach(score -> answers.put(score.row(), AnswerRecords.of(origin, score, 4)));
    assertThat(EvaluationRecords.withResponses(record, answers).getResults())
        .extracting(QuestionResult::getResponse)
        .startsWith("", scores.get(1).response())
        .endsWith(scores.get(6_999).response());
  }
}
