package dev.preceptor.models.language;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.checkpoint.ModelJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration with the tokenizer of another model, so that a model of published size can be
 * asked something without the published tokenizer: special tokens have the ids of the tokenizer,
 * images the size that the configuration's vision tower takes.
 */
public final class BorrowedTokenizer {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIG = "config.json";
  private static final String IMAGES = "preprocessor_config.json";
  private static final List<String> IDS = List.of("_token_id", "_token_index");

  private BorrowedTokenizer() {}

  /**
   * The small files of the model.
   *
   * @param config its {@code config.json}
   * @param lender the small files of the model that lends its tokenizer; empty if none does
   */
  public static Map<String, byte[]> fit(byte[] config, Map<String, byte[]> lender) {
    Map<String, byte[]> files = new HashMap<>(lender);
    files.put(CONFIG, config);
    if (!lender.containsKey(CONFIG)) {
      return files;
    }
    ObjectNode own = (ObjectNode) ModelJson.object(config, CONFIG);
    JsonNode lent = ModelJson.object(lender.get(CONFIG), CONFIG);
    takeIds(own, lent);
    if (own.path("text_config") instanceof ObjectNode text) {
      takeIds(text, lent.path("text_config"));
    }
    files.put(CONFIG, written(own));
    if (lender.containsKey(IMAGES)) {
      ObjectNode images = (ObjectNode) ModelJson.object(lender.get(IMAGES), IMAGES);
      fitImages(images, own.path("vision_config"));
      files.put(IMAGES, written(images));
    }
    return files;
  }

  /** An id that the lender does not name is left out: its tokenizer may have no such token. */
  private static void takeIds(ObjectNode own, JsonNode lent) {
    for (String key : own.properties().stream().map(Map.Entry::getKey).toList()) {
      if (IDS.stream().anyMatch(key::endsWith)) {
        if (lent.has(key)) {
          own.set(key, lent.get(key));
        } else {
          own.remove(key);
        }
      }
    }
  }

  private static void fitImages(ObjectNode images, JsonNode vision) {
    JsonNode side = vision.path("image_size");
    if (side.isInt()) {
      for (String key : List.of("size", "crop_size")) {
        if (images.path(key) instanceof ObjectNode size) {
          size.properties().forEach(entry -> entry.setValue(side));
        }
      }
    }
    if (vision.path("max_num_tiles").isInt() && images.has("max_image_tiles")) {
      images.set("max_image_tiles", vision.get("max_num_tiles"));
    }
  }

  private static byte[] written(ObjectNode json) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree in memory can be written", e);
    }
  }
}
