package dev.preceptor.training.sft;

import java.nio.file.Path;
import java.util.Map;

/** The events of a supervised run. */
public interface SftEvents {

  /** A step was taken. */
  void stepped(SftStep step);

  /**
   * The weights after a step were evaluated; step 0 is before the first.
   *
   * @param metrics {@code n}, {@code accuracy} and others
   */
  void evaluated(int step, Map<String, Double> metrics);

  /** The weights after a step were saved. */
  void saved(int step, Path folder);
}
