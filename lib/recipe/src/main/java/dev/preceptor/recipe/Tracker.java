package dev.preceptor.recipe;

/** Where the metrics of a run are written beside {@code metrics.jsonl}. */
public enum Tracker {
  /** Event files in the run's folder. */
  TENSORBOARD,
  /** One table in the run's folder. */
  CSV
}
