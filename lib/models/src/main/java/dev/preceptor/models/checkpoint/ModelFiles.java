package dev.preceptor.models.checkpoint;

import dev.preceptor.models.InputException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A folder's small files alone: enough to tokenize with, and to draw random weights for.
 *
 * @param folder the folder
 * @param files its small files by name
 */
public record ModelFiles(Path folder, Map<String, byte[]> files) implements ModelSource {

  /**
   * Reads a folder, which need not have weights.
   *
   * @throws InputException if it is not a folder, or a file cannot be read
   */
  public static ModelFiles of(Path folder) {
    return new ModelFiles(folder, Checkpoint.smallFiles(folder));
  }

  @Override
  public Set<String> tensorNames() {
    return Set.of();
  }

  @Override
  public HostTensor tensor(String name) {
    throw new InputException("%s: no tensor %s; its weights are not read".formatted(folder, name));
  }

  @Override
  public String place() {
    return folder.toString();
  }
}
