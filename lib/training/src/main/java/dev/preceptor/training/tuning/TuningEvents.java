package dev.preceptor.training.tuning;

import java.nio.file.Path;
import java.util.Map;

/** The events of a run. */
public interface TuningEvents {

  /** A step was taken. */
  void stepped(TuningStep step);

  /**
   * The weights after a step were evaluated; step 0 is before the first.
   *
   * @param metrics {@code n}, {@code accuracy} and others
   */
  void evaluated(int step, Map<String, Double> metrics);

  /** The weights and the optimizer's state after a step were saved. */
  void saved(int step, Path folder);

  /** The run goes on after a step that an earlier process has saved. */
  void resumed(int step);

  /** A checkpoint of an earlier process cannot be used. */
  void damaged(String what);
}
