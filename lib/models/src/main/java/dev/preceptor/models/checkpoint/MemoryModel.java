package dev.preceptor.models.checkpoint;

import dev.preceptor.models.InputException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A model in memory, for example one received through Kafka.
 *
 * @param files small files by name
 * @param tensors tensors by name
 */
public record MemoryModel(Map<String, byte[]> files, Map<String, HostTensor> tensors)
    implements ModelSource {

  public MemoryModel {
    files = Map.copyOf(files);
    tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
  }

  @Override
  public Set<String> tensorNames() {
    return tensors.keySet();
  }

  @Override
  public HostTensor tensor(String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InputException(
          "%s: no tensor %s; the weights are of another architecture".formatted(place(), name));
    }
    return tensor;
  }
}
