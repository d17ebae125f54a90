package dev.preceptor.study.capacity;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.DiskBudget;
import java.time.Duration;

/**
 * What a run's records cost a broker; bytes of groups are an upper bound from the recipe.
 *
 * @param written bytes per second
 * @param weightsRead bytes per second that the rollout workers and the eval-service read of the
 *     policy topic
 * @param perDay bytes a day, if no history is deleted
 */
public record LogTraffic(
    @JsonProperty("written_bytes_per_second") double written,
    @JsonProperty("weights_read_bytes_per_second") double weightsRead,
    @JsonProperty("bytes_per_day") double perDay) {

  /**
   * The traffic of a fleet.
   *
   * @param stepSeconds that a step takes with it
   * @param imageBytes mean size of an image file
   */
  static LogTraffic of(
      Recipe recipe, Rates rates, Fleet fleet, double stepSeconds, long imageBytes) {
    double step =
        recipe.sampling().promptsPerStep() * (double) DiskBudget.groupBytes(recipe, imageBytes)
            + rates.policyBytes();
    double written = step / stepSeconds;
    return new LogTraffic(
        written,
        (fleet.rollouts() + recipe.fleet().evalWorkers()) * rates.policyBytes() / stepSeconds,
        written * Duration.ofDays(1).toSeconds());
  }
}
