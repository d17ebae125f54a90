package dev.preceptor.cli.models;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import java.nio.file.Path;
import java.util.function.BiFunction;
import picocli.CommandLine.Option;

/** Which model a command uses, and where it computes; a mixin. */
final class ModelOptions {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "Model folder in Hugging Face's layout.")
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
          "What it computes in: float32, bfloat16, or auto: bfloat16 on a GPU (default: auto).")
  private String dtype;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads (default: as many as there are cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** The model's folder. */
  Path folder() {
    return model;
  }

  /** Opens the folder; what is wrong with it is told before anything else is done. */
  Checkpoint open() {
    return Checkpoint.open(model);
  }

  /** Where and in what type to compute; sets the number of threads. */
  Compute compute() {
    Bounds.require("--threads", threads, 1, Bounds.MAX_THREADS);
    Torch.threads(threads);
    return Compute.of(device, dtype);
  }

  /** Loads the model. */
  LanguageModel load() {
    return load(LanguageModel::load);
  }

  /** Loads the model as its kind is loaded. */
  <M> M load(BiFunction<ModelSource, Compute, M> kind) {
    try (Checkpoint checkpoint = open()) {
      return kind.apply(checkpoint, compute());
    }
  }
}
