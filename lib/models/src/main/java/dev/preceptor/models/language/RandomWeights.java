package dev.preceptor.models.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Initial weights of any family for training from scratch, like those of a new model in
 * transformers: matrices from a normal distribution with mean 0, biases 0, norms 1. The standard
 * deviation is the configuration's {@code initializer_range}; {@code vision_config} may have its
 * own. The same configuration and seed give the same bits.
 *
 * <p>If the configuration has {@code "position_initializer": "sinusoidal"}, learned positions start
 * as sinusoidal embeddings of the same standard deviation. transformers ignores this key, which
 * only matters at the start of training.
 */
public final class RandomWeights {

  private static final double INITIALIZER_RANGE = 0.02;

  /** The weights of vision towers. */
  private static final Pattern VISION = Pattern.compile("visual\\.|vision_");

  private RandomWeights() {}

  /**
   * Draws the weights.
   *
   * @param files the model's small files, {@code config.json} among them
   */
  public static MemoryModel draw(Map<String, byte[]> files, long seed) {
    MemoryModel empty = new MemoryModel(files, Map.of());
    Map<String, long[]> shapes = Architecture.of(empty).shapes();
    JsonNode json = ConfigFile.read(empty);
    double width =
        ConfigFile.real(
            json,
            "initializer_range",
            ConfigFile.real(json.path("text_config"), "initializer_range", INITIALIZER_RANGE));
    boolean waves = SinusoidalPositions.areWanted(json);
    double visionWidth = ConfigFile.real(json.path("vision_config"), "initializer_range", width);
    RandomCheckpoint.requireMemory(
        Float.BYTES
            * shapes.entrySet().stream()
                .mapToLong(weight -> RandomCheckpoint.elements(weight.getKey(), weight.getValue()))
                .sum());
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) ->
            tensors.put(
                name,
                waves && name.endsWith(".embed_positions.weight")
                    ? SinusoidalPositions.of(shape, width)
                    : tensor(
                        name,
                        shape,
                        VISION.matcher(name).lookingAt() ? visionWidth : width,
                        random.split())));
    return new MemoryModel(files, tensors);
  }

  private static HostTensor tensor(
      String name, long[] shape, double width, SplittableRandom random) {
    if (shape.length == 1) {
      float value = name.endsWith("bias") ? 0 : 1;
      return HostTensor.floats(shape, i -> value);
    }
    return HostTensor.floats(shape, i -> width * RandomCheckpoint.gaussian(random));
  }
}
