package dev.preceptor.models.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A model of any family to train from scratch: weights drawn as transformers draws them for a new
 * model, matrices from a normal distribution around 0, biases 0, norms 1. The distribution's width
 * is the configuration's {@code initializer_range}; {@code vision_config} may have one of its own.
 * The same configuration and seed give the same bits.
 *
 * <p>Where the configuration says {@code "position_initializer": "sinusoidal"}, learned positions
 * begin as {@link SinusoidalPositions} of the same width. transformers doesn't know the key, and
 * needs it no more: it says how training begins.
 */
public final class RandomWeights {

  private static final double INITIALIZER_RANGE = 0.02;

  private RandomWeights() {}

  /**
   * Draws the weights.
   *
   * @param files the model's small files, {@code config.json} among them
   */
  public static MemoryModel draw(Map<String, byte[]> files, long seed) {
    MemoryModel empty = new MemoryModel(files, Map.of());
    Map<String, long[]> shapes = Architecture.of(empty).shapes();
    JsonNode json = ConfigFile.of(empty);
    double width = json.path("initializer_range").asDouble(INITIALIZER_RANGE);
    boolean waves = SinusoidalPositions.areWanted(json);
    double visionWidth = json.path("vision_config").path("initializer_range").asDouble(width);
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
                        name.startsWith("visual.") ? visionWidth : width,
                        random.split())));
    return new MemoryModel(files, tensors);
  }

  private static HostTensor tensor(
      String name, long[] shape, double width, SplittableRandom random) {
    int count = 1;
    for (long size : shape) {
      count = Math.toIntExact(Math.multiplyExact(count, size));
    }
    ByteBuffer data =
        ByteBuffer.allocateDirect(Math.multiplyExact(4, count)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      float value;
      if (shape.length > 1) {
        value = (float) (width * RandomCheckpoint.gaussian(random));
      } else {
        value = name.endsWith("bias") ? 0 : 1;
      }
      data.putFloat(4 * i, value);
    }
    return new HostTensor(DType.F32, shape, data);
  }
}
