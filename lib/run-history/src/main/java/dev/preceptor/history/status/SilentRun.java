package dev.preceptor.history.status;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.DiskBudget;
import dev.preceptor.run.MetricsLog;
import dev.preceptor.run.RunDisks;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.SilentBroker;
import dev.preceptor.run.progress.ClockTime;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a running run whose broker does not answer, from the run's folder.
 *
 * @param run name of the run
 * @param steps steps on record
 * @param maxSteps steps of the whole run
 * @param progress time of the last entry in metrics.jsonl; empty before the first
 * @param waitsFor what the whole run waits for
 * @param from who or what must provide it
 * @param now time of reading
 */
public record SilentRun(
    String run,
    int steps,
    int maxSteps,
    Optional<Instant> progress,
    String waitsFor,
    String from,
    Instant now) {

  /** Reads the state from a folder. */
  public static SilentRun of(RunFolder folder, SilentBroker silent, Clock clock) {
    var broker = silent.address();
    try {
      var scarcest = RunDisks.scarcest(folder);
      boolean full = broker.embedded() && DiskBudget.isScarce(scarcest.freeBytes());
      return new SilentRun(
          folder.name(),
          MetricsLog.lastStep(folder.metrics()),
          RecipeReader.parse(
                  folder.recipe().toString(), Files.readString(folder.recipe()), Job.TRAIN)
              .maxSteps(),
          Files.exists(folder.metrics())
              ? Optional.of(Files.getLastModifiedTime(folder.metrics()).toInstant())
              : Optional.empty(),
          full
              ? "free space on the disk of %s, which has %s left"
                  .formatted(scarcest.folder(), DiskBudget.text(scarcest.freeBytes()))
              : "the broker at %s, which %s".formatted(broker.bootstrapServers(), silent.why()),
          full
              ? "you: free some space"
              : "the broker" + (broker.embedded() ? ", see " + folder.log("broker") : ""),
          clock.instant());
    } catch (IOException e) {
      throw InputException.cannotBe("read", folder.path(), e);
    }
  }

  private Optional<Duration> sinceProgress() {
    return progress.map(since -> Duration.between(since, now));
  }

  /** As text. */
  public String text() {
    return "run %s: %d of %d steps taken%s\n  waiting for %s; from %s\nrunning: it will continue by itself"
        .formatted(
            run,
            steps,
            maxSteps,
            sinceProgress()
                .map(since -> ", last progress %s ago".formatted(ClockTime.of(since)))
                .orElse(", nothing written yet"),
            waitsFor,
            from);
  }

  /**
   * The JSON document, with the keys of {@code StatusText}; without the groups, which only the
   * broker has.
   */
  public Map<String, Object> json() {
    Map<String, Object> wait = new LinkedHashMap<>();
    wait.put("for", waitsFor);
    wait.put("groups", List.of());
    wait.put("from", from);
    wait.put("since", progress.map(Instant::toString).orElse(null));
    wait.put("seconds", seconds());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run", run);
    json.put("steps", steps);
    json.put("max_steps", maxSteps);
    json.put("step", steps + 1);
    json.put("alive", true);
    json.put("ended", false);
    json.put("last_progress", progress.map(Instant::toString).orElse(null));
    json.put("seconds_since_progress", seconds());
    json.put("groups", Map.of());
    json.put("waiting", List.of(wait));
    json.put("consumers", List.of());
    return json;
  }

  private Double seconds() {
    return sinceProgress().map(since -> since.toMillis() / 1e3).orElse(null);
  }
}
