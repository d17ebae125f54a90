package dev.preceptor.models.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.preceptor.models.torch.ScriptModule;
import dev.preceptor.models.torch.ScriptPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A family's script compiled for one configuration, its methods with typed arguments. */
public final class CausalLmScript implements AutoCloseable {

  /** Logits that exist at once, [tokens, vocabulary] float32: bounds the head's memory. */
  private static final int MAX_LOGITS = 1 << 24;

  private final ScriptModule module;
  private final Architecture architecture;

  public CausalLmScript(PtNDManager manager, Architecture architecture) {
    this(manager, architecture, List.of());
  }

  /**
   * A script with more methods.
   *
   * @param more the parts that hold them
   */
  public CausalLmScript(PtNDManager manager, Architecture architecture, List<ScriptPart> more) {
    this.architecture = architecture;
    List<ScriptPart> parts = new ArrayList<>(architecture.script());
    parts.add(new ScriptPart(CausalLmScript.class, "causal_lm.ts.py"));
    parts.add(new ScriptPart(CausalLmScript.class, "sampling.ts.py"));
    parts.addAll(more);
    module = ScriptModule.compile(manager, parts, architecture.constants());
  }

  /** Packs prompts with their completions. */
  public PackedTokens pack(PtNDManager scratch, List<Sequences> sequences) {
    return PackedTokens.of(scratch, architecture, sequences);
  }

  /** How many tokens' logits may exist at once. */
  public int block() {
    return Math.max(1, MAX_LOGITS / architecture.vocabSize());
  }

  /**
   * Log-probability of each completion token and entropy of its distribution, each prompt computed
   * once.
   *
   * @return two arrays [completion tokens] in the packed order
   */
  public NDList logprobs(
      PtNDManager scratch,
      PackedTokens tokens,
      double temperature,
      Map<String, PtNDArray> weights) {
    List<NDArray> arguments = new ArrayList<>(tokens.all());
    arguments.add(scratch.create((float) temperature));
    arguments.add(scratch.create((long) block()));
    return module.call(
        scratch,
        "completion_logprobs",
        Stream.concat(values(arguments), Stream.of(IValue.stringMapFrom(weights)))
            .toArray(IValue[]::new));
  }

  /** Calls a method that computes gradients, see {@link ScriptModule#record}. */
  public NDList record(String method, NDList arguments) {
    return module.record(method, arguments);
  }

  /**
   * Samples completions of several prompts together.
   *
   * @param prompts packed without completions
   * @param uniforms [prompts, samples, newTokens] float64
   * @return tokens and log-probabilities [prompts * samples, newTokens], lengths [prompts *
   *     samples]
   */
  public NDList generate(
      PtNDManager scratch,
      PackedTokens prompts,
      NDArray uniforms,
      List<Integer> stop,
      List<Integer> suppress,
      double temperature,
      Map<String, PtNDArray> weights) {
    return module.call(
        scratch,
        "generate",
        Stream.of(
                Stream.of(IValue.stringMapFrom(weights)),
                values(prompts.prompts()),
                values(List.of(uniforms, ids(scratch, stop), ids(scratch, suppress))),
                Stream.of(IValue.from(temperature)))
            .flatMap(arguments -> arguments)
            .toArray(IValue[]::new));
  }

  private static Stream<IValue> values(List<NDArray> arrays) {
    return arrays.stream().map(array -> IValue.from((PtNDArray) array));
  }

  private static NDArray ids(PtNDManager scratch, List<Integer> ids) {
    return ids.isEmpty()
        ? scratch.create(new Shape(0), DataType.INT64)
        : scratch.create(ids.stream().mapToLong(Integer::longValue).toArray());
  }

  @Override
  public void close() {
    module.close();
  }
}
