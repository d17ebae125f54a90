package dev.preceptor.models.language;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.InputException;
import dev.preceptor.models.adapter.Adapter;
import dev.preceptor.models.adapter.AdapterConfig;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.StoredType;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.HostTensors;
import dev.preceptor.models.torch.Torch;
import java.util.LinkedHashMap;
import java.util.Map;

/** Merges a model's LoRA adapter into its weights, as PEFT's {@code merge_and_unload} does. */
public final class MergedWeights {

  private MergedWeights() {}

  /**
   * The model without an adapter that computes the same.
   *
   * @param dtype the type of its weights, {@link DType#F32} or {@link DType#BF16}; the sums are
   *     taken in float32
   * @throws InputException if the model has no adapter or it does not fit
   */
  public static MemoryModel of(ModelSource adapted, DType dtype) {
    Architecture architecture = Architecture.of(adapted);
    Weights.require(architecture, adapted);
    Adapter adapter =
        architecture
            .adapter(adapted)
            .orElseThrow(() -> new InputException(adapted.place() + ": has no adapter to merge"));
    Map<String, byte[]> files = new LinkedHashMap<>(adapted.files());
    files.remove(AdapterConfig.FILE);
    Compute compute = Compute.cpu();
    LoadedMemory.requireWeights(architecture, adapted, compute);
    try (PtNDManager manager = Torch.manager(compute.device());
        CausalLmScript script = new CausalLmScript(manager, architecture)) {
      Map<String, PtNDArray> weights =
          Weights.open(manager, compute.dtype(), architecture, adapted, LoadProgress.NONE);
      new LoadedAdapter(manager, compute.dtype(), script, architecture.base(), true)
          .apply(adapter, weights);
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      weights.forEach((name, weight) -> tensors.put(name, HostTensors.of(weight, dtype)));
      return new MemoryModel(StoredType.withType(files, dtype), tensors);
    }
  }
}
