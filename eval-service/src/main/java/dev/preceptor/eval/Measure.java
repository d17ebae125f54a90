package dev.preceptor.eval;

import dev.preceptor.policy.AssembledPolicy;
import dev.preceptor.vqa.benchmark.BenchmarkReport;

/** Measures a version of the policy. */
@FunctionalInterface
public interface Measure {

  /** Runs the benchmark on a version. */
  BenchmarkReport of(AssembledPolicy policy);
}
