package dev.preceptor.testkit;

import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.GroupOutcome;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.TrainingStep;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Records of a run, as the services write them, for tests. */
public final class Records {

  private Records() {}

  /** A training step with a mean reward; all its groups were trained on. */
  public static TrainingStep step(int step, double reward, int groups) {
    List<GroupOutcome> outcomes =
        IntStream.range(0, groups)
            .mapToObj(slot -> new GroupOutcome(slot, Outcome.trained, ""))
            .toList();
    return TrainingStep.newBuilder()
        .setStep(step)
        .setPolicyVersion(step)
        .setPolicySha256("sha-of-" + step)
        .setGroups(outcomes)
        .setMetrics(Map.of("reward", reward, "kl", 0.001 * step))
        .setTimestampMillis(1000L * step)
        .build();
  }

  /** An evaluation with an accuracy. */
  public static Evaluation evaluation(int version, double accuracy) {
    return Evaluation.newBuilder()
        .setPolicyVersion(version)
        .setMetrics(Map.of("accuracy", accuracy, "constant_letter_accuracy", 0.25))
        .setResults(List.of())
        .setTimestampMillis(1000L * version)
        .setPolicySha256("sha-of-" + version)
        .build();
  }

  /**
   * A correct answer to a question.
   *
   * @param sha256 of the weights that gave it
   */
  public static EvaluationAnswer answer(int version, long row, String sha256) {
    return EvaluationAnswer.newBuilder()
        .setPolicyVersion(version)
        .setPolicySha256(sha256)
        .setRow(row)
        .setQuestions(8)
        .setBatch(0)
        .setWorker(0)
        .setAnswer("B")
        .setResponse("<answer>B</answer>")
        .setTokens(5)
        .setThinkingTokens(0)
        .setStopped(true)
        .setCorrect(true)
        .setWhy("letter B")
        .setFormatted(false)
        .setGraders(Map.of())
        .setMeasures(Map.of())
        .setSeconds(0.5)
        .setTimestampMillis(1000L * version)
        .build();
  }
}
