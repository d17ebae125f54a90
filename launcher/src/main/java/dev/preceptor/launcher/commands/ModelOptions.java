package dev.preceptor.launcher.commands;

import ai.djl.Device;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.qwen2vl.Qwen2Vl;
import dev.preceptor.models.torch.Torch;
import java.nio.file.Path;
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

  /** Where to compute; sets the number of threads. */
  Device device() {
    Bounds.require("--threads", threads, 1, Bounds.MAX_THREADS);
    Torch.threads(threads);
    return Torch.device(device);
  }

  /** Loads the model. */
  Qwen2Vl load() {
    try (Checkpoint checkpoint = open()) {
      return Qwen2Vl.load(checkpoint, device());
    }
  }
}
