package dev.preceptor.models.training;

import ai.djl.pytorch.engine.PtNDArray;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import java.util.List;
import java.util.Map;

/** What of a model learns: all of its weights, or a LoRA adapter beside them. */
interface Learnt {

  /** What learns, float32, by the names that the script knows. */
  Map<String, PtNDArray> masters();

  /** What the script needs beside it, in the type that the model computes in. */
  Map<String, PtNDArray> frozen();

  /** The weights that have an adapter which learns. */
  List<String> adapted();

  /** The name of a master's tensor in the published policy. */
  String published(String master);

  /** The tensors of the published policy that do not change, by name. */
  Map<String, HostTensor> frozenTensors();

  /** The small files of the published policy. */
  Map<String, byte[]> files(DType policyDtype);
}
