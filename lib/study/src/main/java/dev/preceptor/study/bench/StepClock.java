package dev.preceptor.study.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The breakdown of the wall-clock time of a run's steps: medians, seconds.
 *
 * @param steps number of measured steps
 * @param step from the end of one step to the end of the next
 * @param sampling prefill and decoding, as reported by the workers
 * @param learning the optimizer step
 * @param publishing hashing and encoding the new version
 * @param committing the step's transaction
 * @param scoringAndTravel everything else: rewards, records in transit, applying the version in the
 *     workers
 * @param overheadShare fraction of a step that is neither sampling nor learning
 */
public record StepClock(
    @JsonProperty("steps") int steps,
    @JsonProperty("step_seconds") double step,
    @JsonProperty("sampling_seconds") double sampling,
    @JsonProperty("learning_seconds") double learning,
    @JsonProperty("publishing_seconds") double publishing,
    @JsonProperty("committing_seconds") double committing,
    @JsonProperty("scoring_and_travel_seconds") double scoringAndTravel,
    @JsonProperty("overhead_share") double overheadShare) {

  /** Number of first steps that are not counted: they compile code and fill caches. */
  static final int LEFT_OUT = 2;

  /**
   * Reads the metrics of a run.
   *
   * @param metrics its {@code metrics.jsonl}
   */
  public static StepClock of(Path metrics) {
    List<double[]> rows = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    try {
      for (String line : Files.readAllLines(metrics)) {
        JsonNode row = json.readTree(line);
        if (row.has("step_time")) {
          rows.add(
              new double[] {
                row.path("step_time").asDouble(),
                row.path("time/sampling").asDouble(),
                row.path("time/learning").asDouble(),
                row.path("time/publishing").asDouble(),
                row.path("time/committing").asDouble()
              });
        }
      }
    } catch (IOException e) {
      throw InputException.cannotBe("read", metrics, e);
    }
    if (rows.size() <= LEFT_OUT) {
      throw new InputException(
          "%s: only %d steps, of which the first %d are not counted; run more with --steps"
              .formatted(metrics, rows.size(), LEFT_OUT));
    }
    return of(rows.subList(LEFT_OUT, rows.size()));
  }

  private static StepClock of(List<double[]> rows) {
    double step = median(rows, 0);
    double sampling = median(rows, 1);
    double learning = median(rows, 2);
    double publishing = median(rows, 3);
    double committing = median(rows, 4);
    return new StepClock(
        rows.size(),
        step,
        sampling,
        learning,
        publishing,
        committing,
        step - sampling - learning - publishing - committing,
        1 - (sampling + learning) / step);
  }

  private static double median(List<double[]> rows, int column) {
    return Median.of(rows.stream().mapToDouble(row -> row[column]).toArray());
  }

  public String text() {
    return """
        one step of the run, median of %d
          total          %.3f s
          sampling       %.3f s  %3.0f %%
          learning       %.3f s  %3.0f %%
          publishing     %.3f s  %3.0f %%  (hash, delta)
          committing     %.3f s  %3.0f %%  (Kafka transaction)
          other          %.3f s  %3.0f %%  (rewards, records in transit)
          neither sampling nor learning: %.1f %%"""
        .formatted(
            steps,
            step,
            sampling,
            100 * sampling / step,
            learning,
            100 * learning / step,
            publishing,
            100 * publishing / step,
            committing,
            100 * committing / step,
            scoringAndTravel,
            100 * scoringAndTravel / step,
            100 * overheadShare);
  }
}
