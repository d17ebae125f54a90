package dev.preceptor.training.tuning;

import dev.preceptor.models.Metric;
import dev.preceptor.models.MetricText;

/**
 * What a supervised or preference run reports beside {@link
 * dev.preceptor.models.training.TrainingMetric} and {@link
 * dev.preceptor.vqa.benchmark.BenchmarkMetric}.
 */
public enum TuningMetric implements Metric {
  EPOCH(
      "epoch",
      "passes over the training data so far, as a decimal number",
      "The progress of the run."),
  NUM_TOKENS(
      "num_tokens",
      "tokens of this step's batch, prompts included",
      "Unlike `preceptor train`, which reports the sum since the run began."),
  STEP_TIME("step_time", "seconds of this step", "The speed of the run."),
  UNSCORABLE(
      "unscorable",
      "test statements that the judge could not judge (`prompt_template: judge`)",
      "Should be 0."),
  KIND_ACCURACY(
      "accuracy/NAME",
      "accuracy over the test statements of one kind (`prompt_template: judge`)",
      "Shows which kind of mistake the judge misses.");

  private final MetricText text;

  TuningMetric(String key, String meaning, String reading) {
    text = new MetricText(key, meaning, reading);
  }

  @Override
  public MetricText text() {
    return text;
  }
}
