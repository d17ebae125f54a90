package dev.preceptor.models.language;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.adapter.Adapter;
import dev.preceptor.models.adapter.Base;
import dev.preceptor.models.adapter.LowRank;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.HostTensors;
import dev.preceptor.models.torch.WeightArrays;
import java.util.Map;

/**
 * A LoRA adapter in libtorch's memory. On the CPU in float32 it is merged into the weights, which
 * costs nothing while decoding. Elsewhere it stays beside them, because a merged bfloat16 weight
 * would round away most of what the adapter adds, and {@code adapted_linear.ts.py} applies it. What
 * no linear layer of the script applies, such as the adapter of a convolution, is merged anywhere.
 */
final class LoadedAdapter {

  private final PtNDManager manager;
  private final DType dtype;
  private final CausalLmScript script;
  private final Base base;
  private final boolean merges;

  LoadedAdapter(
      PtNDManager manager, DType dtype, CausalLmScript script, Base base, boolean merges) {
    this.manager = manager;
    this.dtype = dtype;
    this.script = script;
    this.base = base;
    this.merges = merges;
  }

  /** Whether adapters are merged into the weights of a model that computes so. */
  static boolean merges(Compute compute) {
    return !compute.device().isGpu() && compute.dtype() == DType.F32;
  }

  /** Applies an adapter to the base's weights, or puts it beside them. */
  void apply(Adapter adapter, Map<String, PtNDArray> weights) {
    adapter
        .lowRanks()
        .forEach(
            (weight, lowRank) -> {
              if (isMerged(weight)) {
                merge(weights.get(weight), lowRank);
              } else {
                place(weight, lowRank, weights);
              }
            });
  }

  /** Puts another version of the adapter in the place of the present one. */
  void replace(
      Adapter next, Map<String, PtNDArray> weights, NamedWeights named, ModelSource source) {
    try (WeightArrays arrays = new WeightArrays(manager, dtype)) {
      next.lowRanks()
          .forEach(
              (weight, lowRank) -> {
                if (isMerged(weight)) {
                  Weights.refill(arrays, weights.get(weight), named, source, weight);
                  merge(weights.get(weight), lowRank);
                } else {
                  arrays.fill(weights.get(AdapterNames.a(weight)), lowRank.a(), copied -> {});
                  arrays.fill(weights.get(AdapterNames.b(weight)), lowRank.b(), copied -> {});
                }
              });
    }
  }

  private boolean isMerged(String weight) {
    return merges || !base.isLinear(weight);
  }

  private void merge(PtNDArray weight, LowRank lowRank) {
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      script.merge(
          scratch,
          weight,
          HostTensors.float32(scratch, lowRank.a()),
          HostTensors.float32(scratch, lowRank.b()),
          lowRank.scaling());
    }
  }

  private void place(String weight, LowRank lowRank, Map<String, PtNDArray> weights) {
    try (WeightArrays arrays = new WeightArrays(manager, dtype)) {
      weights.put(AdapterNames.a(weight), arrays.copy(lowRank.a(), copied -> {}));
      weights.put(AdapterNames.b(weight), arrays.copy(lowRank.b(), copied -> {}));
      weights.put(
          AdapterNames.scaling(weight),
          (PtNDArray) manager.create(new float[] {(float) lowRank.scaling()}, new Shape()));
    }
  }
}
