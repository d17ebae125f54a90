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

  private final ScriptModule module;
  private final Architecture architecture;

  public CausalLmScript(PtNDManager manager, Architecture architecture) {
    this.architecture = architecture;
    List<ScriptPart> parts = new ArrayList<>(architecture.script());
    parts.add(new ScriptPart(CausalLmScript.class, "causal_lm.ts.py"));
    module = ScriptModule.compile(manager, parts, architecture.constants());
  }

  /**
   * Log-probability of each completion token and entropy of its distribution, the prompt computed
   * once.
   *
   * @param completions ids [group, completion] int64, right-padded
   * @return two arrays [group, completion]
   */
  public NDList logprobs(
      PtNDManager scratch,
      Prompt prompt,
      NDArray completions,
      double temperature,
      Map<String, PtNDArray> weights) {
    Stream<IValue> arrays =
        scoringArguments(scratch, prompt, completions, temperature).stream()
            .map(array -> IValue.from((PtNDArray) array));
    return module.call(
        scratch,
        "completion_logprobs",
        Stream.concat(arrays, Stream.of(IValue.stringMapFrom(weights))).toArray(IValue[]::new));
  }

  /** The same, recorded for backward into the weights. */
  public NDList recordLogprobs(
      PtNDManager scratch,
      Prompt prompt,
      NDArray completions,
      double temperature,
      Map<String, PtNDArray> weights) {
    return record(
        "completion_logprobs",
        scoringArguments(scratch, prompt, completions, temperature),
        weights);
  }

  /**
   * Log-probabilities of one answer of each of several prompts, recorded for backward into the
   * weights.
   *
   * @param prompts with pictures of one grid, or all without
   * @param answers token ids, one answer a prompt
   * @return [tokens of all answers], one answer after another
   */
  public NDArray recordAnswers(
      PtNDManager scratch,
      List<Prompt> prompts,
      List<int[]> answers,
      Map<String, PtNDArray> weights) {
    AnswerTensors in = AnswerTensors.of(scratch, architecture, prompts, answers);
    List<NDArray> arguments =
        List.of(
            in.ids(),
            in.positions(),
            in.pixelValues(),
            in.grid(),
            in.imageAt(),
            in.rows(),
            in.start(),
            in.predicting(),
            in.answers());
    return record("answer_logprobs", arguments, weights).get(0);
  }

  private NDList record(String method, List<NDArray> first, Map<String, PtNDArray> weights) {
    NDList arguments = new NDList(first);
    weights.forEach(
        (name, weight) -> {
          weight.setName("w." + name);
          arguments.add(weight);
        });
    return module.record(method, arguments);
  }

  private List<NDArray> scoringArguments(
      PtNDManager scratch, Prompt prompt, NDArray completions, double temperature) {
    PromptTensors in = PromptTensors.of(scratch, architecture, prompt);
    return List.of(
        in.ids(),
        in.positions(),
        in.pixelValues(),
        in.grid(),
        in.imageAt(),
        completions,
        scratch.create((float) temperature));
  }

  /**
   * Samples completions of several prompts together.
   *
   * @param uniforms [prompts, samples, newTokens] float64
   * @return tokens and log-probabilities [prompts * samples, newTokens], lengths [prompts *
   *     samples]
   */
  public NDList generate(
      PtNDManager scratch,
      List<Prompt> prompts,
      NDArray uniforms,
      List<Integer> stop,
      List<Integer> suppress,
      double temperature,
      Map<String, PtNDArray> weights) {
    List<PromptTensors> in =
        prompts.stream().map(prompt -> PromptTensors.of(scratch, architecture, prompt)).toList();
    return module.call(
        scratch,
        "generate",
        IValue.stringMapFrom(weights),
        list(in.stream().map(PromptTensors::ids)),
        list(in.stream().map(PromptTensors::positions)),
        list(in.stream().map(PromptTensors::pixelValues)),
        list(in.stream().map(PromptTensors::grid)),
        list(in.stream().map(PromptTensors::imageAt)),
        IValue.from((PtNDArray) uniforms),
        IValue.from(ids(scratch, stop)),
        IValue.from(ids(scratch, suppress)),
        IValue.from(temperature));
  }

  private static PtNDArray ids(PtNDManager scratch, List<Integer> ids) {
    return (PtNDArray)
        (ids.isEmpty()
            ? scratch.create(new Shape(0), DataType.INT64)
            : scratch.create(ids.stream().mapToLong(Integer::longValue).toArray()));
  }

  private static IValue list(Stream<PtNDArray> arrays) {
    return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
  }

  @Override
  public void close() {
    module.close();
  }
}
