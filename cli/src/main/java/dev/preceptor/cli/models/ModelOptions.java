package dev.preceptor.cli.models;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import java.nio.file.Path;
import java.util.function.BiFunction;
import picocli.CommandLine.Option;

/** The model that a command uses, and its device and type; a mixin. */
final class ModelOptions {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "Model folder in the Hugging Face layout.")
  private Path model;

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
          "Compute type: float32, bfloat16, or auto: bfloat16 on a GPU, float32 on the CPU (default: auto).")
  private String dtype;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads (default: one per core).")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** The model's folder. */
  Path folder() {
    return model;
  }

  /** Opens the folder, which reports problems with it before anything else is done. */
  Checkpoint open() {
    return Checkpoint.open(model);
  }

  /** The device and compute type; also sets the number of threads. */
  Compute compute() {
    Bounds.require("--threads", threads, 1, Bounds.MAX_THREADS);
    Torch.threads(threads);
    return Compute.of(device, dtype);
  }

  /** Loads the model by the loader of its kind. */
  <M> M load(BiFunction<ModelSource, Compute, M> kind) {
    try (Checkpoint checkpoint = open()) {
      return kind.apply(checkpoint, compute());
    }
  }
}
