package dev.preceptor.training.sft;

import dev.preceptor.models.Metric;

/**
 * What a supervised run reports beside {@link dev.preceptor.models.training.TrainingMetric} and
 * {@link dev.preceptor.vqa.benchmark.BenchmarkMetric}.
 */
public enum SupervisedMetric implements Metric {
  EPOCH("epoch", "passes over the training data so far, a fraction", "The run's progress."),
  NUM_TOKENS(
      "num_tokens",
      "tokens of this step's batch, prompts included",
      "Unlike `preceptor train`, which reports the sum since the run began."),
  STEP_TIME("step_time", "seconds of this step", "The run's pace."),
  UNSCORABLE(
      "unscorable",
      "test statements that the judge could not judge (`prompt_template: judge`)",
      "Should be 0."),
  KIND_ACCURACY(
      "accuracy/NAME",
      "accuracy over the test statements of one kind (`prompt_template: judge`)",
      "Shows which kind of mistake the judge misses.");

  private final String key;
  private final String meaning;
  private final String reading;

  SupervisedMetric(String key, String meaning, String reading) {
    this.key = key;
    this.meaning = meaning;
    this.reading = reading;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public String meaning() {
    return meaning;
  }

  @Override
  public String reading() {
    return reading;
  }
}
