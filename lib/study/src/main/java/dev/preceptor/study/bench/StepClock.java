package dev.preceptor.study.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.run.StepMetric;
import java.nio.file.Path;

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

  /**
   * Reads the metrics of a run.
   *
   * @param metrics its {@code metrics.jsonl}
   */
  public static StepClock of(Path metrics) {
    MeasuredSteps steps = MeasuredSteps.of(metrics);
    double step = steps.median(StepMetric.STEP_TIME);
    double sampling = steps.median(StepMetric.TIME_SAMPLING);
    double learning = steps.median(StepMetric.TIME_LEARNING);
    double publishing = steps.median(StepMetric.TIME_PUBLISHING);
    double committing = steps.median(StepMetric.TIME_COMMITTING);
    return new StepClock(
        steps.rows().size(),
        step,
        sampling,
        learning,
        publishing,
        committing,
        step - sampling - learning - publishing - committing,
        1 - (sampling + learning) / step);
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
