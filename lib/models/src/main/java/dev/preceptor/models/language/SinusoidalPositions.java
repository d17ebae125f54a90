package dev.preceptor.models.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.HostTensor;

/**
 * Initial position embeddings: sines and cosines of decreasing frequency (Vaswani et al. 2017,
 * Section 3.5), so that an offset between positions is the same rotation everywhere. With random
 * embeddings a small model first has to learn offsets for each position, and until then cannot
 * compare tokens at different positions.
 */
final class SinusoidalPositions {

  private static final String KEY = "position_initializer";
  private static final String NAME = "sinusoidal";

  /** Ratio of the highest frequency to the lowest, as in the paper. */
  private static final double SPREAD = 10_000;

  private SinusoidalPositions() {}

  /**
   * Whether a configuration selects them ({@code sinusoidal}), rather than random ones ({@code
   * normal}, the default).
   */
  static boolean areWanted(JsonNode config) {
    String name = config.path(KEY).asText("normal");
    if (!name.equals(NAME) && !name.equals("normal")) {
      throw new InputException(
          "config.json, %s: '%s' is unknown; use normal or %s".formatted(KEY, name, NAME));
    }
    return name.equals(NAME);
  }

  /**
   * Embeddings whose values have the given root mean square.
   *
   * @param shape (positions, hidden size)
   */
  static HostTensor of(long[] shape, double width) {
    int hidden = Math.toIntExact(shape[1]);
    return HostTensor.floats(
        shape,
        i -> {
          int column = i % hidden;
          double frequency = StrictMath.pow(SPREAD, -(column - column % 2) / (double) hidden);
          double angle = i / hidden * frequency;
          double wave = column % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle);
          return width * Math.sqrt(2) * wave;
        });
  }
}
