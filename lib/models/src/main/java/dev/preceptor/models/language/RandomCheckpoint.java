package dev.preceptor.models.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A bfloat16 model of any size with meaningless weights, for measuring the memory and time of a
 * published model. All matrices are windows, at random offsets, of one buffer twice as long as the
 * largest matrix, so the model takes little memory. The buffer's values come from a table of 65536
 * normal values, four per random draw. Biases are 0, norms 1. For training from scratch use {@link
 * RandomWeights}.
 */
public final class RandomCheckpoint {

  /** The published models whose configuration is included. */
  public static final List<String> PUBLISHED =
      List.of("llama-3.2-11b-vision", "llava-1.5-7b", "mistral-7b", "qwen2-vl-2b", "qwen2.5-vl-3b");

  private static final int TABLE = 1 << 16;

  /** Two such tensors in bfloat16 fill the largest buffer; in float32 one does. */
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE / 4;

  private static final double INITIALIZER_RANGE = 0.02;

  private RandomCheckpoint() {}

  /** The configuration of a published model; empty if the name is not in {@link #PUBLISHED}. */
  public static Optional<byte[]> config(String name) {
    if (!PUBLISHED.contains(name)) {
      return Optional.empty();
    }
    try (InputStream in =
        RandomCheckpoint.class.getResourceAsStream("published/" + name + ".json")) {
      return Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Draws a model.
   *
   * @param files its small files, {@code config.json} among them
   * @param seed the same seed gives the same bits
   */
  public static MemoryModel draw(Map<String, byte[]> files, long seed) {
    MemoryModel empty = new MemoryModel(files, Map.of());
    Map<String, long[]> shapes = Architecture.of(empty).shapes();
    JsonNode config = ConfigFile.read(empty);
    double width = ConfigFile.real(config, "initializer_range", INITIALIZER_RANGE);
    int matrix = largest(shapes, true);
    SplittableRandom random = new SplittableRandom(seed);
    requireMemory(4L * matrix + 4L * largest(shapes, false));
    ByteBuffer run = run(Math.min(2L * matrix, MAX_ELEMENTS), width, random);
    ByteBuffer zeros = constant(largest(shapes, false), (short) 0);
    ByteBuffer ones = constant(largest(shapes, false), (short) 0x3F80);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          int count = elements(name, shape);
          ByteBuffer data;
          if (shape.length > 1) {
            data = run.slice(2 * random.nextInt(run.capacity() / 2 - count + 1), 2 * count);
          } else {
            data = (name.endsWith("bias") ? zeros : ones).slice(0, 2 * count);
          }
          tensors.put(name, new HostTensor(DType.BF16, shape, data));
        });
    return new MemoryModel(files, tensors);
  }

  /**
   * The number of elements of a tensor.
   *
   * @throws InputException if it is larger than a buffer can be
   */
  static int elements(String name, long[] shape) {
    try {
      long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      if (elements <= MAX_ELEMENTS) {
        return (int) elements;
      }
    } catch (ArithmeticException e) {
      // Reported below.
    }
    throw new InputException(
        "config.json: the weight %s of shape %s would have more than %d elements; use smaller sizes"
            .formatted(name, Arrays.toString(shape), MAX_ELEMENTS));
  }

  /**
   * Checks that the weights fit the memory that buffers may take.
   *
   * @throws InputException if they do not
   */
  static void requireMemory(long bytes) {
    long most = Runtime.getRuntime().maxMemory();
    if (bytes > most) {
      throw new InputException(
          "config.json: drawing its weights would take %,d MB, and this process may take %,d MB; use smaller sizes, or JAVA_TOOL_OPTIONS=-Xmx%dg"
              .formatted(bytes >> 20, most >> 20, 1 + (bytes >> 30)));
    }
  }

  private static int largest(Map<String, long[]> shapes, boolean matrices) {
    return shapes.entrySet().stream()
        .filter(weight -> weight.getValue().length > 1 == matrices)
        .mapToInt(weight -> elements(weight.getKey(), weight.getValue()))
        .max()
        .orElse(0);
  }

  private static ByteBuffer run(long elements, double width, SplittableRandom random) {
    short[] table = new short[TABLE];
    for (int i = 0; i < TABLE; i++) {
      table[i] = (short) (Float.floatToRawIntBits((float) (width * gaussian(random))) >>> 16);
    }
    ByteBuffer out =
        ByteBuffer.allocateDirect(Math.toIntExact(2 * elements)).order(ByteOrder.LITTLE_ENDIAN);
    long bits = 0;
    for (int i = 0; i < elements; i++) {
      bits = i % 4 == 0 ? random.nextLong() : bits >>> 16;
      out.putShort(2 * i, table[(int) (bits & (TABLE - 1))]);
    }
    return out;
  }

  private static ByteBuffer constant(int elements, short value) {
    ByteBuffer out =
        ByteBuffer.allocateDirect(Math.multiplyExact(2, elements)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      out.putShort(2 * i, value);
    }
    return out;
  }

  /**
   * A standard normal number by Marsaglia's polar method, with {@link StrictMath} so that it is the
   * same on every machine.
   */
  public static double gaussian(SplittableRandom random) {
    while (true) {
      double x = 2 * random.nextDouble() - 1;
      double y = 2 * random.nextDouble() - 1;
      double square = x * x + y * y;
      if (square > 0 && square < 1) {
        return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
      }
    }
  }
}
