package dev.preceptor.run.evaluation;

import dev.preceptor.schemas.AnswerMeasure;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.vqa.benchmark.Answer;
import dev.preceptor.vqa.benchmark.QuestionScore;
import dev.preceptor.vqa.grading.Grade;
import dev.preceptor.vqa.metric.Measure;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Scored answers as records, and back. What figures are made of is the same after both. */
public final class AnswerRecords {

  private AnswerRecords() {}

  /**
   * Where an answer comes from.
   *
   * @param policyVersion that answered
   * @param policySha256 of its weights
   * @param questions how many the evaluation has
   * @param batch which of them were decoded together, from 0
   * @param worker which eval-service asked, from 0
   */
  public record Origin(
      int policyVersion, String policySha256, int questions, int batch, int worker) {}

  /** The record of an answer. */
  public static EvaluationAnswer of(Origin origin, QuestionScore score, long wallMillis) {
    Map<String, AnswerMeasure> measures = new TreeMap<>();
    score.measures().forEach((name, measure) -> measures.put(name, record(measure)));
    return EvaluationAnswer.newBuilder()
        .setPolicyVersion(origin.policyVersion())
        .setPolicySha256(origin.policySha256())
        .setRow(score.row())
        .setQuestions(origin.questions())
        .setBatch(origin.batch())
        .setWorker(origin.worker())
        .setAnswer(String.valueOf(score.answer()))
        .setResponse(score.response())
        .setTokens(score.given().tokens())
        .setThinkingTokens(score.given().thinkingTokens())
        .setStopped(score.given().stopped())
        .setCorrect(score.correct())
        .setWhy(score.why())
        .setFormatted(score.formatted())
        .setGraders(score.graders())
        .setMeasures(measures)
        .setSeconds(score.seconds())
        .setTimestampMillis(wallMillis)
        .build();
  }

  private static AnswerMeasure record(Measure measure) {
    Double value = measure.value().isPresent() ? measure.value().getAsDouble() : null;
    return new AnswerMeasure(value, measure.why(), measure.ofAnswer());
  }

  /**
   * The answer of a record.
   *
   * @param letter the correct letter of its question, which a record may say wrong
   */
  public static QuestionScore score(EvaluationAnswer answer, char letter) {
    Map<String, Measure> measures = new TreeMap<>();
    answer.getMeasures().forEach((name, measure) -> measures.put(name, measure(measure)));
    return new QuestionScore(
        answer.getRow(),
        letter,
        new Answer(
            answer.getResponse(),
            answer.getTokens(),
            answer.getThinkingTokens(),
            answer.getStopped()),
        new Grade(answer.getCorrect() ? 1 : 0, answer.getWhy()),
        answer.getFormatted(),
        answer.getGraders(),
        measures,
        answer.getSeconds());
  }

  private static Measure measure(AnswerMeasure measure) {
    OptionalDouble value =
        measure.getValue() == null ? OptionalDouble.empty() : OptionalDouble.of(measure.getValue());
    return new Measure(value, measure.getWhy(), measure.getOfAnswer());
  }

  /** The key of an answer's record. */
  public static String key(EvaluationAnswer answer) {
    return answer.getPolicyVersion() + "-" + answer.getRow();
  }
}
