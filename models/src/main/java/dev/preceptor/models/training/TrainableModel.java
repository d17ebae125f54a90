package dev.preceptor.models.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.StoredType;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.CausalLmScript;
import dev.preceptor.models.language.Prompt;
import dev.preceptor.models.language.Weights;
import dev.preceptor.models.torch.HostTensors;
import dev.preceptor.models.torch.Torch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A language model whose weights learn. AdamW moves float32 masters; what the forward pass computes
 * with is the published policy: the masters themselves, or rounded to bfloat16.
 */
final class TrainableModel implements AutoCloseable {

  private static final String MASTER = "master.";

  private final PtNDManager manager;
  private final CausalLmScript script;
  private final Map<String, byte[]> files;
  private final DType policyDtype;
  private final Map<String, PtNDArray> masters;
  private final Map<String, PtNDArray> weights;
  private final AdamW optimizer;

  TrainableModel(ModelSource source, DType policyDtype, AdamWSettings settings, Device device) {
    this.policyDtype = policyDtype;
    files = StoredType.told(source.files(), policyDtype);
    manager = Torch.manager(device);
    Architecture architecture = Architecture.of(source);
    script = new CausalLmScript(manager, architecture);
    masters = Weights.load(manager, architecture, source);
    weights = policyDtype == DType.F32 ? masters : Weights.load(manager, architecture, source);
    optimizer = new AdamW(manager, masters, settings);
    round();
    weights.values().forEach(weight -> weight.setRequiresGradient(true));
  }

  private void round() {
    if (policyDtype == DType.BF16) {
      optimizer.roundToBfloat16(weights);
    }
  }

  PtNDManager manager() {
    return manager;
  }

  /** A frozen copy of the present weights, for the reference policy. */
  Map<String, PtNDArray> frozenCopy() {
    Map<String, PtNDArray> out = new LinkedHashMap<>();
    policy()
        .tensors()
        .forEach((name, tensor) -> out.put(name, HostTensors.float32(manager, tensor)));
    return out;
  }

  /**
   * Log-probabilities and entropies [group, completion] of completions of one prompt, recorded for
   * backward.
   */
  NDList logprobs(PtNDManager scratch, Prompt prompt, NDArray completions, double temperature) {
    return script.recordLogprobs(scratch, prompt, completions, temperature, weights);
  }

  /** The same of frozen weights, not recorded. */
  NDList logprobs(
      PtNDManager scratch,
      Prompt prompt,
      NDArray completions,
      double temperature,
      Map<String, PtNDArray> frozen) {
    return script.logprobs(scratch, prompt, completions, temperature, frozen);
  }

  /**
   * Log-probabilities of one answer of each of several prompts whose pictures have one grid, one
   * answer's tokens after another's, recorded for backward.
   */
  NDArray answerLogprobs(PtNDManager scratch, List<Prompt> prompts, List<int[]> answers) {
    return script.recordAnswers(scratch, prompts, answers, weights);
  }

  /** Right-pads ids to one array [group, longest]. */
  static NDArray padded(PtNDManager scratch, List<int[]> completions) {
    int longest = completions.stream().mapToInt(c -> c.length).max().orElseThrow();
    long[] out = new long[completions.size() * longest];
    for (int row = 0; row < completions.size(); row++) {
      int[] ids = completions.get(row);
      for (int i = 0; i < ids.length; i++) {
        out[row * longest + i] = ids[i];
      }
    }
    return scratch.create(out, new Shape(completions.size(), longest));
  }

  /** One AdamW update; returns the gradients' norm before clipping. */
  double update(double learningRate) {
    double norm = optimizer.step(weights, learningRate);
    round();
    return norm;
  }

  /** The policy as it is published. */
  MemoryModel policy() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    weights.forEach((name, weight) -> tensors.put(name, HostTensors.of(weight, policyDtype)));
    return new MemoryModel(files, tensors);
  }

  /** All that learning needs to go on bit for bit: masters, moments, step count. */
  Map<String, HostTensor> state() {
    Map<String, HostTensor> out = new LinkedHashMap<>(optimizer.state());
    masters.forEach((name, master) -> out.put(MASTER + name, HostTensors.of(master, DType.F32)));
    return out;
  }

  /** Takes back what {@link #state} gave. */
  void restore(Map<String, HostTensor> state) {
    masters.forEach((name, master) -> AdamW.copy(state, MASTER + name, master));
    optimizer.restore(state);
    round();
  }

  @Override
  public void close() {
    optimizer.close();
    script.close();
    manager.close();
  }
}
