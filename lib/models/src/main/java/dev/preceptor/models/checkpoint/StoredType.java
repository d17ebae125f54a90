package dev.preceptor.models.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets the type in {@code config.json}, which decides how transformers loads the weights for {@code
 * torch_dtype="auto"}.
 */
public final class StoredType {

  private static final String CONFIG = "config.json";

  /** The keys that older and newer versions of transformers use. */
  private static final List<String> KEYS = List.of("torch_dtype", "dtype");

  /** The nested configurations that may have their own type. */
  private static final List<String> PARTS = List.of("text_config", "vision_config");

  private static final ObjectMapper JSON = new ObjectMapper();

  private StoredType() {}

  /**
   * A model's small files with the given type in {@code config.json}. Files that already have it
   * are returned unchanged.
   *
   * @param dtype {@link DType#F32}, {@link DType#BF16} or {@link DType#F16}
   */
  public static Map<String, byte[]> withType(Map<String, byte[]> files, DType dtype) {
    ObjectNode config = (ObjectNode) ModelJson.object(files.get(CONFIG), CONFIG);
    boolean changed = set(config, name(dtype));
    for (String part : PARTS) {
      if (config.path(part) instanceof ObjectNode nested) {
        changed |= set(nested, name(dtype));
      }
    }
    if (!changed) {
      return files;
    }
    Map<String, byte[]> out = new LinkedHashMap<>(files);
    try {
      out.put(CONFIG, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(config));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("could not write config.json", e);
    }
    return out;
  }

  private static boolean set(ObjectNode config, String name) {
    boolean changed = false;
    for (String key : KEYS) {
      JsonNode type = config.get(key);
      if (type != null && !type.asText().equals(name)) {
        config.put(key, name);
        changed = true;
      }
    }
    return changed;
  }

  /** What {@code config.json} calls a type of weights. */
  public static String name(DType dtype) {
    return switch (dtype) {
      case F32 -> "float32";
      case BF16 -> "bfloat16";
      case F16 -> "float16";
      default -> throw new IllegalArgumentException("weights cannot have the type " + dtype);
    };
  }
}
