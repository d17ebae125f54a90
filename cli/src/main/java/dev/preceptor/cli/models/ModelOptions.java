package dev.preceptor.cli.models;

import dev.preceptor.cli.options.ComputeOptions;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.torch.Compute;
import java.nio.file.Path;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The model that a command uses, and its device and type; a mixin. */
final class ModelOptions {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "Model folder in the Hugging Face layout.")
  private Path model;

  @Mixin private ComputeOptions computing;

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
    return computing.compute();
  }

  /** Loads the model by the loader of its kind. */
  <M> M load(BiFunction<ModelSource, Compute, M> kind) {
    try (Checkpoint checkpoint = open()) {
      return kind.apply(checkpoint, compute());
    }
  }
}
