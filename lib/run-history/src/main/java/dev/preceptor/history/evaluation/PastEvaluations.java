package dev.preceptor.history.evaluation;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.runlog.StepsOnRecord;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Evaluation;
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
    }
    if (byVersion.isEmpty()) {
      throw new InputException(
          "run %s: no version of its policy has been evaluated yet; eval_steps in its recipe says when"
              .formatted(run));
    }
    return new PastEvaluations(run, recipe, definition.getTestSha256(), byVersion);
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
