package dev.preceptor.models.training;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.InputException;
import dev.preceptor.models.adapter.AdaptedModel;
import dev.preceptor.models.adapter.Adapter;
import dev.preceptor.models.adapter.LowRank;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.AdapterNames;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.LoadProgress;
import dev.preceptor.models.language.Weights;
import dev.preceptor.models.torch.HostTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A LoRA adapter learns, and its base does not move. */
final class LearntAdapter implements Learnt {

  private final Map<String, PtNDArray> masters = new LinkedHashMap<>();
  private final Map<String, PtNDArray> frozen;
  private final Map<String, String> published = new LinkedHashMap<>();
  private final List<String> adapted = new ArrayList<>();
  private final Map<String, HostTensor> baseTensors = new TreeMap<>();
  private final Map<String, byte[]> files;

  /**
   * Loads the base and the adapter.
   *
   * @param dtype the type that the model computes in
   * @throws InputException if the adapter is beside a weight that no linear layer of the script has
   */
  LearntAdapter(
      PtNDManager manager,
      DType dtype,
      Architecture architecture,
      Adapter adapter,
      ModelSource source) {
    adapter
        .lowRanks()
        .forEach(
            (weight, lowRank) -> {
              if (!architecture.base().isLinear(weight)) {
                throw new InputException(
                    "adapter %s: %s is not a linear layer inside the model, so its adapter cannot be trained; leave it out of target_modules"
                        .formatted(source.adapterPlace(), lowRank.module()));
              }
            });
    frozen =
        new LinkedHashMap<>(Weights.open(manager, dtype, architecture, source, LoadProgress.NONE));
    adapter.lowRanks().forEach((weight, lowRank) -> add(manager, weight, lowRank));
    Set<String> own = AdaptedModel.tensorsOf(source);
    source.tensorNames().stream()
        .filter(name -> !own.contains(name))
        .forEach(name -> baseTensors.put(name, source.tensor(name)));
    files = source.files();
  }

  private void add(PtNDManager manager, String weight, LowRank lowRank) {
    adapted.add(weight);
    masters.put(AdapterNames.a(weight), HostTensors.float32(manager, lowRank.a()));
    masters.put(AdapterNames.b(weight), HostTensors.float32(manager, lowRank.b()));
    published.put(AdapterNames.a(weight), lowRank.nameOfA());
    published.put(AdapterNames.b(weight), lowRank.nameOfB());
    frozen.put(
        AdapterNames.scaling(weight),
        (PtNDArray) manager.create(new float[] {(float) lowRank.scaling()}, new Shape()));
  }

  @Override
  public Map<String, PtNDArray> masters() {
    return masters;
  }

  @Override
  public Map<String, PtNDArray> frozen() {
    return frozen;
  }

  @Override
  public List<String> adapted() {
    return adapted;
  }

  @Override
  public String published(String master) {
    return published.get(master);
  }

  @Override
  public Map<String, HostTensor> frozenTensors() {
    return baseTensors;
  }

  @Override
  public Map<String, byte[]> files(DType policyDtype) {
    return files;
  }
}
