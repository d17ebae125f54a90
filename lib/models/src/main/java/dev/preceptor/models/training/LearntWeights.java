package dev.preceptor.models.training;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.StoredType;
import dev.preceptor.models.language.NamedWeights;
import dev.preceptor.models.language.Weights;
import java.util.List;
import java.util.Map;

/**
 * All weights of a model learn.
 *
 * @param masters the weights
 * @param sourceFiles the small files of the model that training starts from
 */
record LearntWeights(Map<String, PtNDArray> masters, Map<String, byte[]> sourceFiles)
    implements Learnt {

  LearntWeights(PtNDManager manager, NamedWeights named, ModelSource source) {
    this(Weights.load(manager, named, source), source.files());
  }

  @Override
  public Map<String, PtNDArray> frozen() {
    return Map.of();
  }

  @Override
  public List<String> adapted() {
    return List.of();
  }

  @Override
  public String published(String master) {
    return master;
  }

  @Override
  public Map<String, HostTensor> frozenTensors() {
    return Map.of();
  }

  @Override
  public Map<String, byte[]> files(DType policyDtype) {
    return StoredType.withType(sourceFiles, policyDtype);
  }
}
