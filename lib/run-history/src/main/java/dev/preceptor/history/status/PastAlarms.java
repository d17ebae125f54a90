package dev.preceptor.history.status;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepRecords;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.List;

/** What the sentinel finds in the whole log of a run, live or stopped. */
public final class PastAlarms {

  private PastAlarms() {}

  /** Reads the steps and then the evaluations; passes over what is none of the run's. */
  public static SentinelState read(BrokerAccess broker, Topics topics, Recipe recipe) {
    RunBounds bounds = RunBounds.of(recipe);
    StepRecords steps = new StepRecords(bounds);
    SentinelState.Builder sentinel = new SentinelState.Builder(recipe);
    try (var replay = RunLog.at(broker, topics).open()) {
      replay.read(List.of(topics.trainingSteps()), event -> enter(event, bounds, steps, sentinel));
      replay.read(List.of(topics.evaluations()), event -> enter(event, bounds, steps, sentinel));
    }
    return sentinel.build();
  }

  private static void enter(
      RunEvent event, RunBounds bounds, StepRecords steps, SentinelState.Builder sentinel) {
    try {
      if (event instanceof RunEvent.Stepped stepped) {
        if (steps.enter(stepped.key(), stepped.value().get())) {
          sentinel.step(stepped.value().get());
        }
      } else if (event instanceof RunEvent.Evaluated evaluated) {
        Evaluation evaluation = evaluated.value().get();
        bounds.requireEvaluation(evaluated.key(), evaluation, steps);
        sentinel.evaluation(evaluation);
      }
    } catch (UnreadableRecordException e) {
      return; // none of the run's; the audit counts it
    }
  }
}
