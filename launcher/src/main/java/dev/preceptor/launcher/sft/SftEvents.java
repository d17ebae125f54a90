package dev.preceptor.launcher.sft;

import dev.preceptor.vqa.benchmark.BenchmarkReport;
import java.nio.file.Path;

/** What happens while a run goes on. */
public interface SftEvents {

  /** A step was taken. */
  void stepped(SftStep step);

  /** The weights after a step were measured; step 0 is before the first. */
  void evaluated(int step, BenchmarkReport report);

  /** The weights after a step were saved. */
  void saved(int step, Path folder);
}
