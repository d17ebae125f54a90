package dev.preceptor.history.evaluation;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.evaluation.EvaluationRecords;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.runlog.StepsOnRecord;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The evaluations of a run's policy that are its own; a stranger's, and a second one of a version,
 * are left out.
 *
 * @param run the run's name
 * @param recipe the run's recipe
 * @param questionsSha256 hash of the questions that all of them answer
 * @param byVersion evaluations by the version of the policy, at least one
 */
public record PastEvaluations(
    String run,
    Recipe recipe,
    String questionsSha256,
    NavigableMap<Integer, Evaluation> byVersion) {

  /**
   * Reads the log.
   *
   * @throws InputException if the run has no evaluation yet
   */
  public static PastEvaluations read(RunTopics topics, RunLog log, String run) {
    Definition definition =
        topics
            .definition()
            .orElseThrow(() -> new InputException("run " + run + ": its log has no definition"));
    Recipe recipe = topics.recipe();
    RunBounds bounds = RunBounds.of(recipe);
    NavigableMap<Integer, Evaluation> byVersion = new TreeMap<>();
    try (StepsOnRecord steps = log.steps(bounds)) {
      log.evaluations(
          bounds,
          steps,
          evaluation -> byVersion.putIfAbsent(evaluation.getPolicyVersion(), evaluation));
      readResponses(log, bounds, steps, byVersion);
    }
    if (byVersion.isEmpty()) {
      throw new InputException(
          "run %s: no version of its policy has been evaluated yet; eval_steps in its recipe says when"
              .formatted(run));
    }
    return new PastEvaluations(run, recipe, definition.getTestSha256(), byVersion);
  }

  /** Those that are not in the evaluations' own records. */
  private static void readResponses(
      RunLog log,
      RunBounds bounds,
      StepsOnRecord steps,
      NavigableMap<Integer, Evaluation> byVersion) {
    Map<Integer, Map<Long, EvaluationAnswer>> answers = new HashMap<>();
    byVersion.values().stream()
        .filter(Evaluation::getResponsesApart)
        .forEach(evaluation -> answers.put(evaluation.getPolicyVersion(), new HashMap<>()));
    if (answers.isEmpty()) {
      return;
    }
    log.answers(
        bounds,
        steps,
        answer -> {
          Map<Long, EvaluationAnswer> ofVersion = answers.get(answer.getPolicyVersion());
          if (ofVersion != null
              && answer
                  .getPolicySha256()
                  .equals(byVersion.get(answer.getPolicyVersion()).getPolicySha256())) {
            ofVersion.putIfAbsent(answer.getRow(), answer);
          }
        });
    answers.forEach(
        (version, rows) ->
            byVersion.computeIfPresent(
                version, (same, evaluation) -> EvaluationRecords.withResponses(evaluation, rows)));
  }

  /**
   * The evaluation of a version.
   *
   * @param version the last one that was evaluated if empty
   * @throws InputException if that version was not evaluated
   */
  public Evaluation of(OptionalInt version) {
    int wanted = version.orElseGet(byVersion::lastKey);
    Evaluation found = byVersion.get(wanted);
    if (found == null) {
      throw new InputException(
          "run %s: policy version %d was not evaluated; use one of %s"
              .formatted(run, wanted, byVersion.keySet()));
    }
    return found;
  }
}
