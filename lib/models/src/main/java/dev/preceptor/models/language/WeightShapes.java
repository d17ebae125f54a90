package dev.preceptor.models.language;

import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the shapes of a model's weights, in order, by PyTorch's names of a layer's tensors. */
public final class WeightShapes {

  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  /** A tensor by its whole name. */
  public void tensor(String name, long... shape) {
    shapes.put(name, shape);
  }

  /** A LayerNorm: weight and bias [width]. */
  public void norm(String name, long width) {
    tensor(name + ".weight", width);
    tensor(name + ".bias", width);
  }

  /** A Linear with a bias: weight [outputs, inputs], bias [outputs]. */
  public void linear(String name, long outputs, long inputs) {
    tensor(name + ".weight", outputs, inputs);
    tensor(name + ".bias", outputs);
  }

  /** What was collected, in its order. */
  public Map<String, long[]> asMap() {
    return shapes;
  }
}
