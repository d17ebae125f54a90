package dev.preceptor.models.qwen2vl;

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

/**
 * A checkpoint's tensors as float32 arrays by the hub's names, checked against the configuration.
 */
public final class Qwen2VlWeights {

  private Qwen2VlWeights() {}

  /** Copies every weight to the manager's device. */
  public static Map<String, PtNDArray> load(
      PtNDManager manager, Qwen2VlConfig config, ModelSource source) {
    Map<String, PtNDArray> out = new LinkedHashMap<>();
    config
        .shapes()
        .forEach(
            (name, shape) ->
                out.put(name, HostTensors.float32(manager, tensor(source, name, shape))));
    return out;
  }

  /** Overwrites the arrays with another version's values. */
  static void update(Map<String, PtNDArray> weights, Qwen2VlConfig config, ModelSource source) {
    config
        .shapes()
        .forEach(
            (name, shape) -> {
              PtNDArray target = weights.get(name);
              PtNDManager manager = target.getManager();
              try (PtNDArray value = HostTensors.float32(manager, tensor(source, name, shape))) {
                value.copyTo(target);
              }
            });
  }

  private static HostTensor tensor(ModelSource source, String name, long[] shape) {
    HostTensor tensor = source.tensor(stored(source.tensorNames(), name));
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

  /** The name under which a checkpoint holds a weight: the hub's, or that of newer transformers. */
  private static String stored(Set<String> names, String name) {
    if (names.contains(name)) {
      return name;
    }
    String newer =
        name.startsWith("model.")
            ? "model.language_model." + name.substring("model.".length())
            : "model." + name;
    if (names.contains(newer)) {
      return newer;
    }
    throw new InputException("the checkpoint has no weight " + name + "; it may be half copied");
  }
}
