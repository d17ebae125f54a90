package dev.preceptor.models.checkpoint;

import java.nio.file.Path;
import java.util.Map;

/** Writes model folders that transformers loads unchanged. */
public final class CheckpointWriter {

  private CheckpointWriter() {}

  /** Writes a model. */
  public static void write(
      Path folder, Map<String, byte[]> files, Map<String, HostTensor> tensors, long maxShardBytes) {
    write(folder, files, tensors, maxShardBytes, Map.of());
  }

  /**
   * Writes a model and, in the same rename, further safetensors files beside it.
   *
   * @param beside tensors by file name, such as {@code optimizer.safetensors}
   */
  public static void write(
      Path folder,
      Map<String, byte[]> files,
      Map<String, HostTensor> tensors,
      long maxShardBytes,
      Map<String, Map<String, HostTensor>> beside) {
    throw new UnsupportedOperationException();
  }
}
