package dev.preceptor.models.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** One file in the safetensors format, mapped tensor by tensor. */
public final class SafetensorsFile implements AutoCloseable {

  private SafetensorsFile() {}

  /** Opens a file and checks its header. */
  public static SafetensorsFile open(Path file) {
    throw new UnsupportedOperationException();
  }

  /** The texts under {@code __metadata__}. */
  public Map<String, String> metadata() {
    throw new UnsupportedOperationException();
  }

  /** The names of its tensors, sorted. */
  public Set<String> tensorNames() {
    throw new UnsupportedOperationException();
  }

  /** One tensor, mapped. */
  public HostTensor tensor(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
