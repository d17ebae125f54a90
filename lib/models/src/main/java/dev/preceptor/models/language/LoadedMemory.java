package dev.preceptor.models.language;

import com.sun.management.OperatingSystemMXBean;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.StoredType;
import dev.preceptor.models.torch.Compute;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * The memory that a model needs at least on the CPU. What does not fit the machine, or the
 * container, is refused before anything is loaded. Weights that are mapped from their file count as
 * well as those that are copied: a machine that cannot hold them reads them again for each token.
 */
public final class LoadedMemory {

  /** Bytes of a weight that learns: master, gradient and two moments, in float32. */
  private static final long LEARNT = 16;

  private static final double GIGABYTE = 1e9;

  private LoadedMemory() {}

  /** The memory of this machine, or of the container that it runs in, bytes. */
  static long ofMachine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /**
   * Requires that the weights fit, in the type of the computation.
   *
   * @throws InputException if they do not
   */
  public static void requireWeights(NamedWeights named, ModelSource source, Compute compute) {
    if (!compute.device().isGpu()) {
      requireWeights(elements(named) * compute.dtype().bytes(), ofMachine(), source, compute);
    }
  }

  static void requireWeights(long needed, long memory, ModelSource source, Compute compute) {
    if (needed > memory) {
      throw new InputException(
          "%s: its weights in %s take %.1f GB, and this machine has %.1f GB; compute in bfloat16 if that is less, or use a machine with more memory"
              .formatted(
                  source.place(),
                  StoredType.name(compute.dtype()),
                  needed / GIGABYTE,
                  memory / GIGABYTE));
    }
  }

  /**
   * Requires that all weights of a model fit while they learn.
   *
   * @throws InputException if they do not
   */
  public static void requireLearning(NamedWeights named, ModelSource source, Compute compute) {
    if (!compute.device().isGpu()) {
      requireLearning(LEARNT * elements(named), ofMachine(), source);
    }
  }

  static void requireLearning(long needed, long memory, ModelSource source) {
    if (needed > memory) {
      throw new InputException(
          "%s: training all of its weights takes at least %.1f GB (%d bytes each), and this machine has %.1f GB; train an adapter, or use a machine with more memory"
              .formatted(source.place(), needed / GIGABYTE, LEARNT, memory / GIGABYTE));
    }
  }

  private static long elements(NamedWeights named) {
    return named.shapes().values().stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
        .sum();
  }
}
