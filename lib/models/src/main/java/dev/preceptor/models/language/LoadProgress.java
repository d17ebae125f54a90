package dev.preceptor.models.language;

/** Receives the progress of loading a model's weights. */
@FunctionalInterface
public interface LoadProgress {

  /** Ignores progress. */
  LoadProgress NONE = (bytes, total) -> {};

  /**
   * Called after a part of the weights was loaded.
   *
   * @param bytes loaded so far, as stored
   * @param total bytes of all weights, as stored
   */
  void loaded(long bytes, long total);
}
