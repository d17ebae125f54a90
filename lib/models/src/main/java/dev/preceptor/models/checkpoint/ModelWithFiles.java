package dev.preceptor.models.checkpoint;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model with other small files.
 *
 * @param model the model with its tensors
 * @param files the small files that take the place of the model's
 */
public record ModelWithFiles(ModelSource model, Map<String, byte[]> files) implements ModelSource {

  public ModelWithFiles {
    files = Map.copyOf(files);
  }

  @Override
  public Set<String> tensorNames() {
    return model.tensorNames();
  }

  @Override
  public HostTensor tensor(String name) {
    return model.tensor(name);
  }

  @Override
  public Optional<FileRegion> region(String name) {
    return model.region(name);
  }

  @Override
  public String place() {
    return model.place();
  }

  @Override
  public String adapterPlace() {
    return model.adapterPlace();
  }
}
