package dev.preceptor.models.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;

/**
 * The file that describes a model's image processor: {@code preprocessor_config.json}, or {@code
 * image_processor} in {@code processor_config.json}.
 *
 * @param config what it says
 * @param place its name with its folder, for messages
 */
public record ImageProcessorFile(JsonNode config, String place) {

  static final String FILE = "preprocessor_config.json";
  static final String NESTED_FILE = "processor_config.json";
  static final String NESTED = "image_processor";

  private static final int MAX_SIDE = 4096;

  /**
   * Reads a model's file.
   *
   * @throws InputException if there is none
   */
  public static ImageProcessorFile of(ModelSource model) {
    String place = place(model);
    return model
        .json(FILE)
        .or(() -> model.json(NESTED_FILE).map(node -> node.get(NESTED)))
        .map(config -> new ImageProcessorFile(config, place))
        .orElseThrow(() -> new InputException(place + ": no such file; fetch it with the model"));
  }

  /** The file that {@link #of} reads, with its folder, for messages. */
  public static String place(ModelSource model) {
    boolean nested = !model.files().containsKey(FILE) && model.files().containsKey(NESTED_FILE);
    return model.place() + "/" + (nested ? NESTED_FILE + ", " + NESTED : FILE);
  }

  /**
   * A number from 1 up.
   *
   * @throws InputException if it is out of range
   */
  int side(String key, int otherwise, int max) {
    return config.hasNonNull(key) ? side(config.path(key), key, max) : otherwise;
  }

  /** A length in pixels that {@code key} gives directly or as its {@code within}. */
  int pixels(String key, String within, int otherwise) {
    JsonNode value = config.path(key);
    if (!config.hasNonNull(key)) {
      return otherwise;
    }
    return value.isObject()
        ? side(value.path(within), key + ", " + within, MAX_SIDE)
        : side(value, key, MAX_SIDE);
  }

  private int side(JsonNode value, String key, int max) {
    if (!value.canConvertToInt() || value.asInt() < 1 || value.asInt() > max) {
      throw new InputException(
          "%s, %s: %s is out of range; use 1 to %d"
              .formatted(place, key, value.isMissingNode() ? "none" : value, max));
    }
    return value.asInt();
  }

  /** Whether a step is done. */
  boolean does(String key) {
    return config.path(key).asBoolean(true);
  }

  /**
   * How images are resampled.
   *
   * @throws InputException if it is not supported
   */
  Filter resample(Filter otherwise) {
    int code = config.path("resample").asInt(otherwise.code());
    for (Filter filter : Filter.values()) {
      if (filter.code() == code) {
        return filter;
      }
    }
    throw new InputException(
        "%s, resample: %s is neither bilinear nor bicubic; use 2 or 3"
            .formatted(place, config.get("resample")));
  }

  /** How 8-bit values become floats. */
  PixelValues values() {
    return PixelValues.from(config, place);
  }
}
