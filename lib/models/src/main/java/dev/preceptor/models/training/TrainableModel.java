package dev.preceptor.models.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.adapter.Adapter;
import dev.preceptor.models.algorithm.ClippedLoss;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.FiniteTensor;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.CausalLmScript;
import dev.preceptor.models.language.LoadProgress;
import dev.preceptor.models.language.LoadedMemory;
import dev.preceptor.models.language.PackedTokens;
import dev.preceptor.models.language.Sequences;
import dev.preceptor.models.language.Weights;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.HostTensors;
import dev.preceptor.models.torch.ScriptPart;
import dev.preceptor.models.torch.Torch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A language model whose weights learn, or only its LoRA adapter if it has one. AdamW moves float32
 * masters; what the forward pass computes with is the published policy: the masters themselves, or
 * rounded to bfloat16 and, where the model computes in float32, widened again. What does not learn
 * is loaded once, as it is stored.
 */
final class TrainableModel implements AutoCloseable {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final String MASTER = "master.";

  /** The methods that training adds to a model's script. */
  static final List<ScriptPart> TRAINING =
      List.of(ClippedLoss.SCRIPT, new ScriptPart(TrainableModel.class, "policy_gradient.ts.py"));

  private final PtNDManager manager;
  private final Architecture architecture;
  private final CausalLmScript script;
  private final Map<String, byte[]> files;
  private final DType policyDtype;
  private final Compute compute;
  private final Learnt learnt;
  private final Map<String, PtNDArray> masters;
  private final Map<String, PtNDArray> weights;
  private final Map<String, PtNDArray> gradients = new LinkedHashMap<>();
  private final AdamW optimizer;

  TrainableModel(ModelSource source, DType policyDtype, AdamWSettings settings, Compute compute) {
    if (compute.dtype() == DType.BF16 && policyDtype != DType.BF16) {
      throw new InputException(
          "policy_dtype float32 cannot be computed in bfloat16; use policy_dtype bfloat16");
    }
    this.policyDtype = policyDtype;
    this.compute = compute;
    architecture = Architecture.of(source);
    architecture.requireTrainable();
    Optional<Adapter> adapter = architecture.adapter(source);
    if (adapter.isPresent()) {
      LoadedMemory.requireWeights(architecture, source, compute);
    } else {
      LoadedMemory.requireLearning(architecture, source, compute);
    }
    manager = Torch.manager(compute.device());
    script = new CausalLmScript(manager, architecture, TRAINING);
    learnt =
        adapter
            .<Learnt>map(
                given -> new LearntAdapter(manager, compute.dtype(), architecture, given, source))
            .orElseGet(() -> new LearntWeights(manager, architecture, source));
    masters = learnt.masters();
    files = learnt.files(policyDtype);
    optimizer = new AdamW(manager, masters, settings);
    weights = new LinkedHashMap<>(learnt.frozen());
    Map<String, PtNDArray> published = policyDtype == DType.F32 ? masters : copies();
    published.values().forEach(weight -> weight.setRequiresGradient(true));
    weights.putAll(published);
    masters.forEach(
        (name, master) ->
            gradients.put(name, (PtNDArray) manager.zeros(master.getShape(), DataType.FLOAT32)));
  }

  PtNDManager manager() {
    return manager;
  }

  private Map<String, PtNDArray> copies() {
    return optimizer.copies(policyDtype, compute.dtype());
  }

  /**
   * The weights of the reference policy, in the type that the model computes in: a copy of the
   * present policy, or the base of an adapter, which is in memory anyway.
   */
  Map<String, PtNDArray> reference() {
    return learnt.frozen().isEmpty() ? copies() : learnt.frozen();
  }

  /**
   * Loads another model of the same architecture, in the type that the model computes in.
   *
   * @throws InputException if it is of another one
   */
  Map<String, PtNDArray> frozen(ModelSource other) {
    Architecture theirs = Architecture.of(other);
    if (!theirs.constants().equals(architecture.constants())) {
      throw new InputException(
          other.place()
              + ": the reference is a model of other sizes than the policy; use its base");
    }
    Weights.require(architecture, other);
    return Weights.open(manager, compute.dtype(), architecture, other, LoadProgress.NONE);
  }

  /** The weights of the present policy. */
  Map<String, PtNDArray> weights() {
    return weights;
  }

  /**
   * The same for a pass of a step, with what it leaves out of the adapter's inputs.
   *
   * @param pass counted from 0
   */
  Map<String, PtNDArray> weights(PtNDManager scratch, AdapterDropout dropout, int pass) {
    Map<String, PtNDArray> all = new LinkedHashMap<>(weights);
    all.putAll(dropout.of(scratch, learnt.adapted(), optimizer.steps(), pass));
    return all;
  }

  /** Packs prompts with their completions. */
  PackedTokens pack(PtNDManager scratch, List<Sequences> sequences) {
    return script.pack(scratch, sequences);
  }

  /** Log-probabilities [completion tokens] under frozen weights, in the packed order. */
  NDArray logprobs(
      PtNDManager scratch, PackedTokens tokens, double temperature, Map<String, PtNDArray> frozen) {
    return script.logprobs(scratch, tokens, temperature, frozen).get(0);
  }

  /**
   * Adds the gradients of a pass to those that wait for {@link #update}.
   *
   * @param used the weights of the present policy
   * @param behaviourRatio whether {@link TokenTerms#old} stands under the ratio
   * @param checkpointing whether layers are computed again rather than kept
   * @return log-probabilities and entropies [completion tokens], and the loss []
   */
  NDList accumulate(
      PtNDManager scratch,
      PackedTokens tokens,
      Map<String, PtNDArray> used,
      TokenTerms terms,
      ClippedLoss loss,
      double temperature,
      boolean behaviourRatio,
      boolean checkpointing) {
    NDList arguments = new NDList(tokens.all());
    arguments.addAll(List.of(terms.old(), terms.reference(), terms.advantages(), terms.weights()));
    NDManager host = scratch.newSubManager(Device.cpu());
    arguments.addAll(
        List.of(
            host.create(new double[] {temperature, loss.epsilon(), loss.beta()}),
            host.create(behaviourRatio),
            host.create(checkpointing),
            host.create((long) script.block())));
    name("w.", used, arguments);
    name("g.", gradients, arguments);
    return script.record("policy_gradient", arguments);
  }

  private static void name(String prefix, Map<String, PtNDArray> arrays, NDList arguments) {
    arrays.forEach(
        (name, array) -> {
          array.setName(prefix + name);
          arguments.add(array);
        });
  }

  /**
   * What an update did.
   *
   * @param gradNorm the gradients' norm before clipping
   * @param seconds how long it took
   */
  record Update(double gradNorm, double seconds) {}

  /** One AdamW update by the gradients as they are. */
  Update update(double learningRate) {
    return update(1, learningRate);
  }

  /**
   * One AdamW update.
   *
   * @param divisor of the gradients: how many of what they are to be the mean of were summed
   */
  Update update(int divisor, double learningRate) {
    long start = System.nanoTime();
    double norm = optimizer.step(gradients, divisor, learningRate);
    round();
    return new Update(norm, (System.nanoTime() - start) / NANOS_PER_SECOND);
  }

  private void round() {
    if (policyDtype == DType.BF16) {
      optimizer.roundToBfloat16(weights);
    }
  }

  /**
   * The policy as it is published.
   *
   * @throws NotFiniteException if a weight is not finite
   */
  MemoryModel policy() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    masters.forEach(
        (name, master) -> tensors.put(learnt.published(name), HostTensors.of(master, policyDtype)));
    requireFinite("weight", tensors);
    tensors.putAll(learnt.frozenTensors());
    return new MemoryModel(files, tensors);
  }

  /**
   * All that learning needs to go on bit for bit: masters, moments, step count.
   *
   * @throws NotFiniteException if one of them is not finite
   */
  Map<String, HostTensor> state() {
    Map<String, HostTensor> out = new LinkedHashMap<>(optimizer.state());
    masters.forEach((name, master) -> out.put(MASTER + name, HostTensors.of(master, DType.F32)));
    requireFinite("optimizer state", out);
    return out;
  }

  /** Weights leave a trainer only here, so that none that is not finite is saved or published. */
  private static void requireFinite(String what, Map<String, HostTensor> tensors) {
    tensors.forEach(
        (name, tensor) ->
            FiniteTensor.flaw(tensor)
                .ifPresent(
                    flaw -> {
                      throw new NotFiniteException(
                          "%s %s: %s after the update; %s"
                              .formatted(what, name, flaw, TrainingFigures.FIX));
                    }));
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
