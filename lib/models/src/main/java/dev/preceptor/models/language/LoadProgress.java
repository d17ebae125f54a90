package dev.preceptor.models.language;

/** Hears how far a model's weights have come. */
@FunctionalInterface
public interface LoadProgress {

  /** Hears nothing. */
  LoadProgress NONE = (bytes, total) -> {};

  /**
   * More of the weights are there.
   *
   * @param bytes so many, as they are stored
   * @param total of so many
   */
  void loaded(long bytes, long total);
}
