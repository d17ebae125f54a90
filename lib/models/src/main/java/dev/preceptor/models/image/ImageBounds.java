package dev.preceptor.models.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;

/**
 * The least and the most pixels of a resized image, as an image processor's file says them: as
 * {@code min_pixels} and {@code max_pixels}, which take precedence, or as {@code size}'s {@code
 * shortest_edge} and {@code longest_edge} (transformers: {@code Qwen2VLImageProcessorFast}).
 */
record ImageBounds(long minPixels, long maxPixels) {

  private static final String MIN = "min_pixels";
  private static final String MAX = "max_pixels";
  private static final String SIZE = "size";
  private static final String SIZE_MIN = "shortest_edge";
  private static final String SIZE_MAX = "longest_edge";

  /** Qwen2VLImageProcessor's. */
  private static final ImageBounds DEFAULT = new ImageBounds(56 * 56, 28 * 28 * 1280);

  /**
   * Reads the bounds.
   *
   * @param place the file, for messages
   * @throws InputException if a bound is no number of pixels, or a {@code size} leaves one open
   */
  static ImageBounds from(JsonNode config, String place) {
    JsonNode size = config.path(SIZE);
    boolean sized = !size.isMissingNode() && !size.isNull();
    ImageBounds bounds =
        new ImageBounds(
            bound(config, MIN, sized, SIZE_MIN, DEFAULT.minPixels, place),
            bound(config, MAX, sized, SIZE_MAX, DEFAULT.maxPixels, place));
    bounds.check(place + ", ");
    return bounds;
  }

  private static long bound(
      JsonNode config, String key, boolean sized, String sizeKey, long otherwise, String place) {
    if (config.hasNonNull(key)) {
      return pixels(config.get(key), key, place);
    }
    if (!sized) {
      return otherwise;
    }
    JsonNode size = config.get(SIZE);
    if (!size.hasNonNull(sizeKey)) {
      throw new InputException(
          "%s, size: %s has no %s and there is no %s beside it; add one of them"
              .formatted(place, size, sizeKey, key));
    }
    return pixels(size.get(sizeKey), SIZE + ", " + sizeKey, place);
  }

  private static long pixels(JsonNode value, String key, String place) {
    if (!value.isNumber() || value.doubleValue() != value.longValue()) {
      throw new InputException("%s, %s: %s is not a number of pixels".formatted(place, key, value));
    }
    return value.longValue();
  }

  /**
   * Refuses bounds that no image can keep.
   *
   * @param place how a message begins
   */
  void check(String place) {
    if (minPixels < 1 || minPixels > maxPixels || maxPixels > Image.MAX_PIXELS) {
      throw new InputException(
          "%smin_pixels %d and max_pixels %d: use 1 to %d, the smaller one first"
              .formatted(place, minPixels, maxPixels, Image.MAX_PIXELS));
    }
  }

  /**
   * Writes the bounds in every form that the file has, and as {@code min_pixels} and {@code
   * max_pixels}: transformers' slow image processor reads no others.
   *
   * @return whether the file said anything else
   */
  boolean write(ObjectNode config, String place) {
    if (from(config, place).equals(this)) {
      return false;
    }
    config.put(MIN, minPixels);
    config.put(MAX, maxPixels);
    if (config.get(SIZE) instanceof ObjectNode size) {
      replace(size, SIZE_MIN, minPixels);
      replace(size, SIZE_MAX, maxPixels);
      replace(size, MIN, minPixels);
      replace(size, MAX, maxPixels);
    }
    return true;
  }

  private static void replace(ObjectNode size, String key, long pixels) {
    if (size.has(key)) {
      size.put(key, pixels);
    }
  }
}
