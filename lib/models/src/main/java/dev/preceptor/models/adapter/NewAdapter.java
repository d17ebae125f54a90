package dev.preceptor.models.adapter;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.ModelSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * An adapter to train from the start, as PEFT initialises it: A uniform between -1 / √inputs and 1
 * / √inputs, B 0, so that it changes nothing at first.
 *
 * @param rank of the matrices
 * @param alpha what the adapter adds is scaled by it, divided by the rank
 * @param dropout the share of inputs that training leaves out
 * @param targets names of linear layers, or {@value TargetModules#ALL_LINEAR}
 */
public record NewAdapter(int rank, double alpha, double dropout, List<String> targets) {

  public NewAdapter {
    targets = List.copyOf(targets);
  }

  /**
   * A model with the adapter.
   *
   * @param baseName what {@code adapter_config.json} calls the model
   * @param seed the same seed gives the same bits
   * @throws InputException if a target is not the name of a linear layer of the model
   */
  public AdaptedModel on(ModelSource model, Base base, String baseName, long seed) {
    Map<String, String> modules = modules(model, base);
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, HostTensor> tensors = new TreeMap<>();
    modules.forEach(
        (weight, module) -> {
          long[] shape = base.shapes().get(weight);
          SplittableRandom own = random.split();
          double bound = 1 / Math.sqrt(shape[1]);
          tensors.put(
              LowRank.nameOfA(module),
              HostTensor.floats(
                  new long[] {rank, shape[1]}, i -> bound * (2 * own.nextDouble() - 1)));
          tensors.put(
              LowRank.nameOfB(module), HostTensor.floats(new long[] {shape[0], rank}, i -> 0));
        });
    byte[] config = AdapterConfig.written(baseName, rank, alpha, dropout, written(base, modules));
    return new AdaptedModel(model, config, tensors, "new adapter");
  }

  /**
   * Holds the targets against a model.
   *
   * @throws InputException if one is not the name of a linear layer of the model
   */
  public void requireTargets(ModelSource model, Base base) {
    modules(model, base);
  }

  /** The path of the module of each weight that is adapted. */
  private Map<String, String> modules(ModelSource model, Base base) {
    Map<String, String> modules = new LinkedHashMap<>();
    List<String> unused = new ArrayList<>(targets);
    for (String weight : base.shapes().keySet()) {
      if (base.isLinear(weight)) {
        for (String target : targets) {
          if (isMeant(base, weight, target)) {
            modules.put(weight, base.publishedModule(weight));
            unused.remove(target);
          }
        }
      }
    }
    if (!unused.isEmpty()) {
      throw new InputException(
          "lora_target_modules: %s is not a linear layer of the model %s; use names such as %s, or %s"
              .formatted(unused.get(0), model.place(), examples(base), TargetModules.ALL_LINEAR));
    }
    return modules;
  }

  private static boolean isMeant(Base base, String weight, String target) {
    return target.equals(TargetModules.ALL_LINEAR)
        || base.modules(weight).stream()
            .anyMatch(path -> new TargetModules.Listed(List.of(target)).mean(path));
  }

  private static String examples(Base base) {
    return String.join(
        ", ",
        base.shapes().keySet().stream()
            .filter(base::isLinear)
            .map(weight -> weight.replaceAll(".*\\.([^.]*)\\.weight", "$1"))
            .filter(name -> !name.matches("\\d+"))
            .distinct()
            .limit(4)
            .toList());
  }

  /** The names as given where PEFT reads them alike, else the paths of all modules. */
  private List<String> written(Base base, Map<String, String> modules) {
    long meant =
        base.shapes().keySet().stream()
            .filter(weight -> targets.stream().anyMatch(target -> isMeant(base, weight, target)))
            .count();
    return targets.contains(TargetModules.ALL_LINEAR) || meant != modules.size()
        ? List.copyOf(modules.values())
        : targets;
  }
}
