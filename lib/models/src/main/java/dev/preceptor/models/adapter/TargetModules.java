package dev.preceptor.models.adapter;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Which modules an adapter adapts, as PEFT's {@code check_target_module_exists} decides it from
 * {@code target_modules}, {@code exclude_modules}, {@code layers_to_transform} and {@code
 * layers_pattern}.
 *
 * @param targets the modules
 * @param excluded modules that are not adapted
 * @param layers indices of the layers that are adapted; empty: all. Ignored, as PEFT does, where
 *     the targets are an expression
 * @param layersPatterns names of the lists of layers; empty: any
 */
record TargetModules(
    Names targets,
    Optional<Names> excluded,
    List<Integer> layers,
    List<BoundedPattern> layersPatterns) {

  /** The targets that mean every linear layer but the head. */
  static final String ALL_LINEAR = "all-linear";

  /** Some modules' names. */
  sealed interface Names {

    /** Whether a module's path is meant. */
    boolean mean(String path);
  }

  /** Names or ends of paths. */
  record Listed(List<String> names) implements Names {
    @Override
    public boolean mean(String path) {
      return names.stream().anyMatch(name -> path.equals(name) || path.endsWith("." + name));
    }
  }

  /** A regular expression that the whole path matches. */
  record Expression(BoundedPattern pattern) implements Names {
    @Override
    public boolean mean(String path) {
      return pattern.matches(path);
    }
  }

  /** {@value #ALL_LINEAR}. */
  record AllLinear() implements Names {
    @Override
    public boolean mean(String path) {
      return true;
    }
  }

  /**
   * Whether a module is adapted.
   *
   * @param linear whether it is a linear layer inside the model
   */
  boolean mean(String path, boolean linear) {
    if (excluded.isPresent() && excluded.get().mean(path)) {
      return false;
    }
    if (!targets.mean(path) || (targets instanceof AllLinear && !linear)) {
      return false;
    }
    return targets instanceof Expression || layers.isEmpty() || inLayers(path);
  }

  private boolean inLayers(String path) {
    for (BoundedPattern pattern : layersPatterns) {
      Matcher matcher = pattern.matcher(path);
      if (matcher.lookingAt()) {
        return isChosen(matcher.group(1));
      }
    }
    return false;
  }

  private boolean isChosen(String index) {
    return index.length() < 9 && layers.contains(Integer.parseInt(index));
  }
}
