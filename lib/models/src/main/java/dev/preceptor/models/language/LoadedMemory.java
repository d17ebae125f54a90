package dev.preceptor.models.language;

import com.sun.management.OperatingSystemMXBean;
import dev.preceptor.models.InputException;
import java.lang.management.ManagementFactory;

/**
 * The memory that a model's weights take on the CPU: those that are not mapped from their file are
 * copied. Refused before anything is loaded where they would not fit the machine, or the container.
 */
final class LoadedMemory {

  private static final double GIGABYTE = 1e9;

  private LoadedMemory() {}

  /** The memory of this machine, or of the container that it runs in, bytes. */
  static long ofMachine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /**
   * Requires that copies of weights fit.
   *
   * @param copied bytes of the weights that would be copied
   * @param memory of the machine, bytes
   * @param place the model
   * @param dtype the type of the computation
   */
  static void require(long copied, long memory, String place, String dtype) {
    if (copied > memory) {
      throw new InputException(
          "%s: its weights in %s take %.1f GB, and this machine has %.1f GB; compute in the type that they are stored in, which copies nothing, or use a machine with more memory"
              .formatted(place, dtype, copied / GIGABYTE, memory / GIGABYTE));
    }
  }
}
