package dev.preceptor.cli.options;

import dev.preceptor.models.InputException;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import picocli.CommandLine.Option;

/** Where and in what type a command computes; a mixin. */
public final class ComputeOptions {

  private static final int MAX_THREADS = 1024;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = "cpu, cuda:N, or auto: a GPU if there is one (default: auto).")
  private String device;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "auto",
      description =
          "Compute type: float32, bfloat16, or auto: bfloat16 on a GPU, float32 on the CPU"
              + " (default: auto).")
  private String dtype;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads (default: one per core).")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** The device and compute type; also sets the number of threads. */
  public Compute compute() {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new InputException(
          "--threads %d is out of range; use 1 to %d".formatted(threads, MAX_THREADS));
    }
    Torch.threads(threads);
    return Compute.of(device, dtype);
  }
}
