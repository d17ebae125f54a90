package dev.preceptor.models.language;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.torch.HostTensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A checkpoint's tensors as float32 arrays by the hub's names, checked against the configuration.
 */
public final class Weights {

  private Weights() {}

  /** Copies every weight to the manager's device. */
  public static Map<String, PtNDArray> load(
      PtNDManager manager, NamedWeights named, ModelSource source) {
    Map<String, PtNDArray> out = new LinkedHashMap<>();
    named
        .shapes()
        .forEach(
            (name, shape) ->
                out.put(name, HostTensors.float32(manager, tensor(named, source, name, shape))));
    return out;
  }

  /** Overwrites the arrays with another version's values. */
  static void update(Map<String, PtNDArray> weights, NamedWeights named, ModelSource source) {
    named
        .shapes()
        .forEach(
            (name, shape) -> {
              PtNDArray target = weights.get(name);
              PtNDManager manager = target.getManager();
              try (PtNDArray value =
                  HostTensors.float32(manager, tensor(named, source, name, shape))) {
                value.copyTo(target);
              }
            });
  }

  private static HostTensor tensor(
      NamedWeights named, ModelSource source, String name, long[] shape) {
    HostTensor tensor = source.tensor(stored(named, source.tensorNames(), name));
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new InputException(
          "weight "
              + name
              + " has the shape "
              + Arrays.toString(tensor.shape())
              + " where config.json says "
              + Arrays.toString(shape));
    }
    return tensor;
  }

  /** The name under which a checkpoint holds a weight. */
  private static String stored(NamedWeights named, Set<String> names, String name) {
    return Stream.concat(Stream.of(name), named.aliases(name).stream())
        .filter(names::contains)
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "the checkpoint has no weight " + name + "; it may be half copied"));
  }
}
