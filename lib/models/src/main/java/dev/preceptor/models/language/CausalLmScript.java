package dev.preceptor.models.language;

import ai.djl.Device;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A family's script compiled for one configuration, with typed methods. */
public final class CausalLmScript implements AutoCloseable {

  /** The script methods of families whose layers attend to tokens only. */
  public static final ScriptPart NO_CROSS_ATTENTION = part("no_cross_attention.ts.py");

  /** Most logits in memory at once, [tokens, vocabulary] float32; bounds the head's memory. */
  private static final int MAX_LOGITS = 1 << 24;

  /** Most parameters of a model whose weights are copied for decoding; 400 MB in float32. */
  private static final long MAX_PACKED = 100_000_000;

  private final ScriptModule module;
  private final Architecture architecture;

  public CausalLmScript(PtNDManager manager, Architecture architecture) {
    this(manager, architecture, List.of());
  }

  /**
   * Compiles a script for inference.
   *
   * @param adapted whether weights have LoRA adapters beside them, which packed weights cannot
   */
  CausalLmScript(PtNDManager manager, Architecture architecture, boolean adapted) {
    this(manager, architecture, List.of(), !adapted);
  }

  /**
   * Compiles a script with additional methods.
   *
   * @param more the parts with the additional methods
   */
  public CausalLmScript(PtNDManager manager, Architecture architecture, List<ScriptPart> more) {
    this(manager, architecture, more, true);
  }

  private CausalLmScript(
      PtNDManager manager, Architecture architecture, List<ScriptPart> more, boolean mayPack) {
    this.architecture = architecture;
    boolean packed =
        mayPack && canPack(manager.getDevice()) && parameters(architecture) <= MAX_PACKED;
    module =
        ScriptModule.compile(
            manager, parts(architecture, more, packed), constants(architecture, packed));
  }

  /**
   * The script as it runs on a GPU, where weights are not packed, with additional methods.
   *
   * @param extra files for whoever loads it, by name
   * @return what {@code torch.jit.load} takes
   */
  public static byte[] archive(
      Architecture architecture, List<ScriptPart> more, Map<String, byte[]> extra) {
    return ScriptModule.archive(
        parts(architecture, more, false), constants(architecture, false), extra);
  }

  private static List<ScriptPart> parts(
      Architecture architecture, List<ScriptPart> more, boolean packed) {
    List<ScriptPart> parts = new ArrayList<>(architecture.script());
    parts.add(part("causal_lm.ts.py"));
    parts.add(part("sampling.ts.py"));
    parts.addAll(more);
    parts.add(part("adapted_linear.ts.py"));
    parts.add(part("adapter_dropout.ts.py"));
    parts.add(part(packed ? "packed_linear.ts.py" : "plain_linear.ts.py"));
    return parts;
  }

  private static Map<String, String> constants(Architecture architecture, boolean packed) {
    Map<String, String> constants = new LinkedHashMap<>(architecture.constants());
    constants.put("pack_decoding", packed ? "True" : "False");
    return constants;
  }

  private static ScriptPart part(String resource) {
    return new ScriptPart(CausalLmScript.class, resource);
  }

  /** Only libtorch's x86 builds are known to have oneDNN's packed layout. */
  private static boolean canPack(Device device) {
    return !device.isGpu() && System.getProperty("os.arch").matches("amd64|x86_64");
  }

  private static long parameters(Architecture architecture) {
    return architecture.shapes().values().stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
        .sum();
  }

  /** Packs prompts with their completions. */
  public PackedTokens pack(PtNDManager scratch, List<Sequences> sequences) {
    return PackedTokens.of(scratch, architecture, sequences);
  }

  /** Most tokens whose logits are in memory at once. */
  public int block() {
    return block(architecture);
  }

  /** The same for an architecture whose script is not compiled. */
  public static int block(Architecture architecture) {
    return Math.max(1, MAX_LOGITS / architecture.vocabSize());
  }

  /**
   * Log-probability of each completion token and entropy of its distribution; each prompt is
   * computed once.
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
   * @return tokens and log-probabilities, [prompts * samples, newTokens] each; values after a row's
   *     first stop token are undefined
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

  /** Adds scaling · B · A to a float32 weight, in place. */
  void merge(PtNDManager scratch, PtNDArray weight, PtNDArray a, PtNDArray b, double scaling) {
    module.call(
        scratch,
        "merge",
        IValue.from(weight),
        IValue.from(a),
        IValue.from(b),
        IValue.from(scaling));
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
