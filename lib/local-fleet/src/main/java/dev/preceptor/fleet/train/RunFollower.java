package dev.preceptor.fleet.train;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.Summary;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.progress.Display;
import dev.preceptor.runlog.BrokerAccess;
import java.io.IOException;
import java.util.Optional;

/**
 * Follows a run to its end, wherever its services run: writes its metrics and shows its progress.
 *
 * @param stepsDone steps of which nothing is shown
 * @param resumed whether the run has had its first reward
 * @param advice where to look when there is no progress
 */
record RunFollower(
    BrokerAccess access,
    RunFolder run,
    Recipe recipe,
    int stepsDone,
    boolean resumed,
    String advice,
    Display display) {

  /** What whoever follows a run does each time that its log has been read. */
  interface Turn {

    /**
     * Called several times a second.
     *
     * @param record what has been read so far
     * @return what the whole run waits for; empty if it can continue
     * @throws RuntimeException to end the following
     */
    Optional<String> take(RunRecord record);

    /** Whether the run has ended by itself before its last step. */
    default boolean hasEnded(RunRecord record) {
      return false;
    }
  }

  /** Follows the run until all its steps and its last evaluation are recorded, or it has ended. */
  Summary toTheEnd(Turn turn) throws IOException {
    try (var monitor =
            new RunMonitor(
                access, run.topics(), recipe.fleet().partitions(), RunBounds.of(recipe), resumed);
        var record = new RunRecord(run, recipe, stepsDone, resumed, advice, display)) {
      while (!record.finished() && !turn.hasEnded(record)) {
        monitor.poll(record);
        record.showProgress(turn.take(record));
      }
      return record.summary();
    }
  }
}
