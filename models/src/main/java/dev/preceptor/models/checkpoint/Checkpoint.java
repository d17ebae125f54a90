package dev.preceptor.models.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A model folder in Hugging Face's layout. */
public final class Checkpoint implements ModelSource, AutoCloseable {

  private Checkpoint() {}

  /** Opens a folder. */
  public static Checkpoint open(Path folder) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, byte[]> files() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<String> tensorNames() {
    throw new UnsupportedOperationException();
  }

  @Override
  public HostTensor tensor(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String place() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
