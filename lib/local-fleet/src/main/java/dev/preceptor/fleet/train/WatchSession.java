package dev.preceptor.fleet.train;

import dev.preceptor.fleet.broker.BrokerWatch;
import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.BrokerAddress;
import dev.preceptor.run.JsonLine;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.RunLock;
import dev.preceptor.run.StoppedException;
import dev.preceptor.run.Summary;
import dev.preceptor.run.WholeFile;
import dev.preceptor.run.progress.ClockTime;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.run.sentinel.SentinelStopException;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Definition;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Follows a run whose services run elsewhere, to its end: writes its metrics and its summary, shows
 * its progress, and starts and stops nothing.
 */
public final class WatchSession {

  private static final Duration BETWEEN_DEFINITIONS = Duration.ofSeconds(3);

  private final RunFolder run;
  private final BrokerAccess access;
  private final RunTopics topics;
  private final Display display;
  private final StopSignal stop;
  private long looked = System.nanoTime();

  public WatchSession(RunFolder run, BrokerAccess access, Display display, StopSignal stop) {
    this.run = run;
    this.access = access;
    topics = new RunTopics(access, run.topics());
    this.display = display;
    this.stop = stop;
  }

  /**
   * Follows the run.
   *
   * @throws InputException if there is no such run, or another process writes its folder
   * @throws RunFailedException if it is stopped before its last step
   */
  public Summary follow() {
    Recipe recipe = topics.recipe();
    makeFolder();
    return RunLock.holding(run, () -> stop.guarding(() -> follow(recipe)));
  }

  private Summary follow(Recipe recipe) {
    try {
      WholeFile.write(run.recipe(), topics.definition().orElseThrow().getRecipe());
      new BrokerAddress(access.bootstrapServers(), false).write(run);
      Summary summary = toTheEnd(recipe);
      WholeFile.write(run.summary(), JsonLine.of(summary) + "\n");
      return summary;
    } catch (IOException e) {
      throw InputException.cannotBe("written", run.path(), e);
    }
  }

  private Summary toTheEnd(Recipe recipe) throws IOException {
    String advice = "preceptor status %s shows what it waits for".formatted(run.name());
    try (var broker = BrokerWatch.of(access)) {
      return new RunFollower(access, run, recipe, 0, false, advice, display)
          .toTheEnd(record -> turn(record, broker));
    }
  }

  private Optional<String> turn(RunRecord record, BrokerWatch broker) {
    Optional<Duration> silence = broker.silence();
    if (stop.requested()) {
      display.note("no longer watching; the run goes on");
      throw new StoppedException();
    }
    if (System.nanoTime() - looked > BETWEEN_DEFINITIONS.toNanos() && silence.isEmpty()) {
      requireNotStopped(record.summary());
      requireNotEnded(record);
      looked = System.nanoTime();
    }
    return silence.map(
        time -> "waiting for the broker, which has not answered for " + ClockTime.of(time));
  }

  /** What was written before the stop has been read by then, in all but the rarest case. */
  private void requireNotStopped(Summary soFar) {
    if (topics.definition().map(Definition::getStoppedMillis).isPresent()) {
      throw new RunFailedException(
          "run %s was stopped after step %d; preceptor submit with --run %s continues it"
              .formatted(run.name(), soFar.steps(), run.name()));
    }
  }

  private void requireNotEnded(RunRecord record) {
    record
        .stoppedBySentinel()
        .ifPresent(
            why -> {
              throw new SentinelStopException(
                  "%s; preceptor submit with --run %s --set sentinel=warn continues it"
                      .formatted(why, run.name()));
            });
  }

  private void makeFolder() {
    try {
      PrivateFiles.folder(run.runs());
      PrivateFiles.folder(run.path());
    } catch (IOException e) {
      throw InputException.cannotBe("created", run.path(), e);
    }
  }
}
