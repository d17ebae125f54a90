package dev.preceptor.models.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;

/**
 * A lookup table that rescales and normalises the 256 values of each channel. Rounds where
 * transformers does: after rescaling, which is in double precision, and after each step of the
 * normalisation, which is in single precision.
 */
public final class PixelValues {

  private static final double[] CLIP_MEAN = {0.48145466, 0.4578275, 0.40821073};
  private static final double[] CLIP_STD = {0.26862954, 0.26130258, 0.27577711};
  private static final int VALUES = 256;

  private final float[][] table;

  private PixelValues(float[][] table) {
    this.table = table;
  }

  /** Reads the keys {@code do_rescale}, {@code do_normalize} and their numbers. */
  static PixelValues from(JsonNode config, String place) {
    boolean rescale = config.path("do_rescale").asBoolean(true);
    boolean normalize = config.path("do_normalize").asBoolean(true);
    double factor = config.path("rescale_factor").asDouble(1.0 / 255);
    float[] mean = channels(config, "image_mean", CLIP_MEAN, place);
    float[] std = channels(config, "image_std", CLIP_STD, place);
    float[][] table = new float[mean.length][VALUES];
    for (int channel = 0; channel < mean.length; channel++) {
      if (!(std[channel] > 0)) {
        throw new InputException(
            "%s, image_std: %s is not positive; use positive numbers"
                .formatted(place, std[channel]));
      }
      for (int value = 0; value < VALUES; value++) {
        float scaled = rescale ? (float) (value * factor) : value;
        table[channel][value] = normalize ? (scaled - mean[channel]) / std[channel] : scaled;
      }
    }
    return new PixelValues(table);
  }

  private static float[] channels(JsonNode config, String key, double[] otherwise, String place) {
    JsonNode node = config.path(key);
    float[] channels = new float[otherwise.length];
    for (int i = 0; i < channels.length; i++) {
      JsonNode value = node.isArray() ? node.path(i) : node;
      boolean absent = node.isMissingNode() || node.isNull();
      if (!absent && !(value.isNumber() && (!node.isArray() || node.size() == channels.length))) {
        throw new InputException(
            "%s, %s: %s is not three numbers; give red, green and blue"
                .formatted(place, key, node));
      }
      channels[i] = (float) (absent ? otherwise[i] : value.asDouble());
    }
    return channels;
  }

  /** The float for an 8-bit value of a channel. */
  float of(int channel, byte value) {
    return table[channel][value & 0xff];
  }
}
