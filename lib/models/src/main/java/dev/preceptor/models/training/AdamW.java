package dev.preceptor.models.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.torch.HostTensors;
import dev.preceptor.models.torch.ScriptModule;
import dev.preceptor.models.torch.ScriptPart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * AdamW on float32 masters by PyTorch's fused kernel (Loshchilov and Hutter, 2019). Matrices decay,
 * biases and norms do not, as in transformers' Trainer.
 */
final class AdamW implements AutoCloseable {

  /** The optimizer's methods. */
  static final ScriptPart SCRIPT = new ScriptPart(AdamW.class, "adamw.ts.py");

  private static final String FIRST = "exp_avg.";
  private static final String SECOND = "exp_avg_sq.";
  private static final String STEPS = "step";

  private final PtNDManager manager;
  private final ScriptModule script;
  private final AdamWSettings settings;
  private final Map<String, Slot> slots = new LinkedHashMap<>();

  /** One parameter and its moments, [parameter's shape] each; steps is []. */
  private record Slot(
      String name, PtNDArray master, PtNDArray first, PtNDArray second, PtNDArray steps) {
    boolean decays() {
      return master.getShape().dimension() > 1;
    }
  }

  AdamW(PtNDManager parent, Map<String, PtNDArray> masters, AdamWSettings settings) {
    manager = (PtNDManager) parent.newSubManager();
    this.settings = settings;
    script = ScriptModule.compile(manager, List.of(SCRIPT), Map.of());
    masters.forEach(
        (name, master) ->
            slots.put(
                name,
                new Slot(
                    name,
                    master,
                    zeros(master.getShape()),
                    zeros(master.getShape()),
                    zeros(new Shape()))));
  }

  private PtNDArray zeros(Shape shape) {
    return (PtNDArray) manager.zeros(shape, DataType.FLOAT32);
  }

  /**
   * One update from accumulated gradients, which are zeroed after it.
   *
   * @param divisor of the gradients
   * @return the global norm of the divided gradients before clipping
   * @throws dev.preceptor.models.NotFiniteException if that is not finite; no master has moved then
   */
  double step(Map<String, PtNDArray> gradients, int divisor, double learningRate) {
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      double norm =
          script
              .call(
                  scratch,
                  "clip_grad_norm",
                  list(gradients.values().stream()),
                  IValue.from(1.0 / divisor),
                  IValue.from(settings.maxGradNorm()))
              .get(0)
              .getFloat();
      TrainingFigures.requireFinite(TrainingMetric.GRAD_NORM.key(), norm, learningRate);
      update(scratch, gradients, true, learningRate);
      update(scratch, gradients, false, learningRate);
      script.call(scratch, "zero", list(gradients.values().stream()));
      return norm;
    }
  }

  private void update(
      PtNDManager scratch,
      Map<String, PtNDArray> gradients,
      boolean decaying,
      double learningRate) {
    List<Slot> chosen = slots.values().stream().filter(s -> s.decays() == decaying).toList();
    if (chosen.isEmpty()) {
      return;
    }
    script.call(
        scratch,
        "step",
        list(chosen.stream().map(Slot::master)),
        list(chosen.stream().map(s -> gradients.get(s.name()))),
        list(chosen.stream().map(Slot::first)),
        list(chosen.stream().map(Slot::second)),
        list(chosen.stream().map(Slot::steps)),
        IValue.from(learningRate),
        IValue.from(settings.adamBeta1()),
        IValue.from(settings.adamBeta2()),
        IValue.from(settings.adamEpsilon()),
        IValue.from(decaying ? settings.weightDecay() : 0.0));
  }

  /** Copies of the masters as they are published, in the type that a model computes in. */
  Map<String, PtNDArray> copies(DType published, DType computed) {
    NDList arguments =
        new NDList(manager.create(published == DType.BF16), manager.create(computed == DType.BF16));
    for (Slot slot : slots.values()) {
      slot.master.setName("masters[]");
      arguments.add(slot.master);
    }
    NDList arrays = script.record("copies", arguments);
    Map<String, PtNDArray> out = new LinkedHashMap<>();
    for (String name : slots.keySet()) {
      out.put(name, (PtNDArray) arrays.get(out.size()));
    }
    return out;
  }

  /** Sets the weights to the masters rounded to bfloat16. */
  void roundToBfloat16(Map<String, PtNDArray> weights) {
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      script.call(
          scratch,
          "round_bfloat16",
          list(slots.values().stream().map(Slot::master)),
          list(slots.keySet().stream().map(weights::get)));
    }
  }

  /** The number of steps taken. */
  long steps() {
    return (long) slots.values().iterator().next().steps.getFloat();
  }

  /** The moments and the step count, by names that {@link #restore} knows. */
  Map<String, HostTensor> state() {
    Map<String, HostTensor> out = new LinkedHashMap<>();
    for (Slot slot : slots.values()) {
      out.put(FIRST + slot.name, HostTensors.of(slot.first, DType.F32));
      out.put(SECOND + slot.name, HostTensors.of(slot.second, DType.F32));
      out.put(STEPS, HostTensors.of(slot.steps, DType.F32));
    }
    return out;
  }

  /** Takes back what {@link #state} gave. */
  void restore(Map<String, HostTensor> state) {
    for (Slot slot : slots.values()) {
      copy(state, FIRST + slot.name, slot.first);
      copy(state, SECOND + slot.name, slot.second);
      copy(state, STEPS, slot.steps);
    }
  }

  static void copy(Map<String, HostTensor> state, String name, PtNDArray target) {
    HostTensor tensor = state.get(name);
    if (tensor == null || !new Shape(tensor.shape()).equals(target.getShape())) {
      throw new InputException(
          "the optimizer state has no " + name + " of shape " + target.getShape());
    }
    try (PtNDArray value = HostTensors.float32(target.getManager(), tensor)) {
      value.copyTo(target);
    }
  }

  private static IValue list(Stream<? extends NDArray> arrays) {
    return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
  }

  @Override
  public void close() {
    script.close();
    manager.close();
  }
}
