package dev.preceptor.models.adapter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The weights of a base model, as far as an adapter needs to know them.
 *
 * @param shapes every weight by its name, with its shape
 * @param aliases other names of a weight
 */
public record Base(Map<String, long[]> shapes, Function<String, List<String>> aliases) {

  private static final String WEIGHT = ".weight";

  private static final List<String> PARTS =
      List.of(
          "model.language_model.",
          "model.visual.",
          "model.vision_tower.",
          "model.vision_model.",
          "model.multi_modal_projector.");

  /** The paths of a weight's module; none if it is not the weight of a module. */
  List<String> modules(String weight) {
    List<String> names = new ArrayList<>(List.of(weight));
    names.addAll(aliases.apply(weight));
    return names.stream()
        .filter(name -> name.endsWith(WEIGHT))
        .map(name -> name.substring(0, name.length() - WEIGHT.length()))
        .toList();
  }

  /**
   * The path of a weight's module in the models of transformers since 4.52, which keep their
   * language model and their vision tower below {@code model}.
   */
  String publishedModule(String weight) {
    List<String> paths = modules(weight);
    return paths.stream()
        .filter(path -> PARTS.stream().anyMatch(path::startsWith))
        .findFirst()
        .orElse(paths.get(0));
  }

  /** Every weight by each of the paths of its module. */
  Map<String, String> weightOfModule() {
    Map<String, String> out = new HashMap<>();
    shapes.keySet().forEach(weight -> modules(weight).forEach(path -> out.put(path, weight)));
    return out;
  }

  /**
   * Whether a weight is that of a linear layer inside the model, which {@code all-linear} means:
   * not of an embedding, a convolution or the head.
   */
  public boolean isLinear(String weight) {
    return shapes.get(weight).length == 2
        && weight.endsWith(WEIGHT)
        && !weight.contains("embed")
        && !weight.endsWith("lm_head.weight")
        && !weight.endsWith("output_projection.weight");
  }
}
