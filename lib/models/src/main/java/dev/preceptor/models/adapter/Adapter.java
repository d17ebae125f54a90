package dev.preceptor.models.adapter;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.FiniteTensor;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.ModelJson;
import dev.preceptor.models.checkpoint.ModelSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A LoRA adapter, held against its base model: which weights it adds to, and what.
 *
 * @param config what {@code adapter_config.json} says
 * @param lowRanks what is added, by the base's names of its weights, in the base's order
 */
public record Adapter(AdapterConfig config, Map<String, LowRank> lowRanks) {

  private static final Pattern NAME =
      Pattern.compile(Pattern.quote(LowRank.PREFIX) + "(.+)\\.lora_(A|B)\\.weight");
  private static final Set<DType> TYPES = Set.of(DType.F32, DType.F16, DType.BF16);

  /**
   * The adapter that a model holds beside its base's weights; empty if it holds none.
   *
   * @throws InputException if it does not fit the base or its own configuration
   */
  public static Optional<Adapter> in(ModelSource model, Base base) {
    return Optional.ofNullable(model.files().get(AdapterConfig.FILE))
        .map(
            bytes -> {
              String place = model.adapterPlace() + "/" + AdapterConfig.FILE;
              return new AdapterConfig(ModelJson.object(bytes, place), place);
            })
        .map(config -> new Reading(model, base, config).adapter());
  }

  /** The parameters of an adapter in the course of being read. */
  private record Reading(ModelSource model, Base base, AdapterConfig config) {

    Adapter adapter() {
      Map<String, String> weightOfModule = base.weightOfModule();
      Map<String, String> modules = new TreeMap<>();
      for (String name : AdaptedModel.tensorsOf(model)) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
          throw refusal("holds %s, which is no part of a plain LoRA adapter".formatted(name));
        }
        String module = matcher.group(1);
        String weight = weightOfModule.get(module);
        if (weight == null) {
          throw refusal(
              "adapts %s, which the base model does not have%s"
                  .formatted(
                      module,
                      module.endsWith("lm_head")
                          ? " as a weight of its own: its head is the embedding"
                          : "; was it trained on another base?"));
        }
        String other = modules.putIfAbsent(weight, module);
        if (other != null && !other.equals(module)) {
          throw refusal("names one module twice, %s and %s".formatted(other, module));
        }
      }
      if (modules.isEmpty()) {
        throw refusal("adapts no module");
      }
      Map<String, LowRank> lowRanks = new LinkedHashMap<>();
      for (String weight : base.shapes().keySet()) {
        String module = modules.get(weight);
        if (module != null) {
          lowRanks.put(weight, lowRank(weight, module));
        }
      }
      requireAll(modules);
      return new Adapter(config, lowRanks);
    }

    private LowRank lowRank(String weight, String module) {
      if (base.modules(weight).stream()
          .noneMatch(path -> config.targets().mean(path, base.isLinear(weight)))) {
        throw refusal(
            "adapts %s, which target_modules in %s does not name"
                .formatted(module, AdapterConfig.FILE));
      }
      long[] shape = base.shapes().get(weight);
      HostTensor a = tensor(LowRank.nameOfA(module));
      HostTensor b = tensor(LowRank.nameOfB(module));
      int rank = config.rank(module);
      requireRank(LowRank.nameOfA(module), a, 0, rank);
      requireRank(LowRank.nameOfB(module), b, 1, rank);
      long[] expectedA = shape.clone();
      expectedA[0] = rank;
      requireShape(LowRank.nameOfA(module), a, expectedA, weight, shape);
      long[] expectedB = new long[shape.length];
      Arrays.fill(expectedB, 1);
      expectedB[0] = shape[0];
      if (shape.length > 1) {
        expectedB[1] = rank;
      }
      requireShape(LowRank.nameOfB(module), b, expectedB, weight, shape);
      return new LowRank(module, a, b, config.scaling(module));
    }

    private HostTensor tensor(String name) {
      if (!model.tensorNames().contains(name)) {
        throw refusal("has no %s; fetch the file again".formatted(name));
      }
      HostTensor tensor = model.tensor(name);
      if (!TYPES.contains(tensor.dtype())) {
        throw refusal(
            "%s has the type %s, which is not supported; use F32, F16 or BF16"
                .formatted(name, tensor.dtype()));
      }
      FiniteTensor.flaw(tensor)
          .ifPresent(
              flaw -> {
                throw refusal("%s: %s; use an earlier checkpoint".formatted(name, flaw));
              });
      return tensor;
    }

    private void requireRank(String name, HostTensor tensor, int dimension, int rank) {
      long[] shape = tensor.shape();
      if (shape.length > dimension && shape[dimension] != rank) {
        throw refusal(
            "%s has the rank %d, but %s says %d; use the files of one adapter"
                .formatted(name, shape[dimension], AdapterConfig.FILE, rank));
      }
    }

    private void requireShape(
        String name, HostTensor tensor, long[] expected, String weight, long[] shape) {
      if (!Arrays.equals(tensor.shape(), expected)) {
        throw refusal(
            "%s has the shape %s, but the base's %s of shape %s needs %s; was it trained on another base?"
                .formatted(
                    name,
                    Arrays.toString(tensor.shape()),
                    weight,
                    Arrays.toString(shape),
                    Arrays.toString(expected)));
      }
    }

    /** Every module that the configuration names must be there: PEFT would start it afresh. */
    private void requireAll(Map<String, String> modules) {
      int naming = naming(modules);
      for (String weight : base.shapes().keySet()) {
        var paths = base.modules(weight);
        if (!modules.containsKey(weight)
            && naming < paths.size()
            && base.isLinear(weight)
            && config.targets().mean(paths.get(naming), true)) {
          throw refusal(
              "has no %s, though target_modules in %s names it"
                  .formatted(LowRank.nameOfA(paths.get(naming)), AdapterConfig.FILE));
        }
      }
    }

    /** Which of a module's paths the file uses. */
    private int naming(Map<String, String> modules) {
      Map.Entry<String, String> any = modules.entrySet().iterator().next();
      return base.modules(any.getKey()).indexOf(any.getValue());
    }

    private InputException refusal(String what) {
      return new InputException("adapter %s: %s".formatted(model.adapterPlace(), what));
    }
  }
}
