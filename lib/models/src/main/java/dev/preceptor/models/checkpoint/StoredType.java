package dev.preceptor.models.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The type of weights that {@code config.json} tells, which transformers loads them in when it is
 * asked for {@code torch_dtype="auto"}.
 */
public final class StoredType {

  private static final String CONFIG = "config.json";

  /** Older and newer transformers' names for it. */
  private static final List<String> KEYS = List.of("torch_dtype", "dtype");

  /** The parts of a model that may tell a type of their own. */
  private static final List<String> PARTS = List.of("text_config", "vision_config");

  private static final ObjectMapper JSON = new ObjectMapper();

  private StoredType() {}

  /**
   * A model's small files, telling that its weights are of a type. Files that tell so already stay
   * byte for byte as they are.
   *
   * @param dtype {@link DType#F32}, {@link DType#BF16} or {@link DType#F16}
   */
  public static Map<String, byte[]> told(Map<String, byte[]> files, DType dtype) {
    ObjectNode config = (ObjectNode) ModelJson.object(files.get(CONFIG), CONFIG);
    boolean changed = tell(config, name(dtype));
    for (String part : PARTS) {
      if (config.path(part) instanceof ObjectNode nested) {
        changed |= tell(nested, name(dtype));
      }
    }
    if (!changed) {
      return files;
    }
    Map<String, byte[]> out = new LinkedHashMap<>(files);
    try {
      out.put(CONFIG, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(config));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read as JSON can be written", e);
    }
    return out;
  }

  private static boolean tell(ObjectNode config, String name) {
    boolean changed = false;
    for (String key : KEYS) {
      JsonNode told = config.get(key);
      if (told != null && !told.asText().equals(name)) {
        config.put(key, name);
        changed = true;
      }
    }
    return changed;
  }

  private static String name(DType dtype) {
    return switch (dtype) {
      case F32 -> "float32";
      case BF16 -> "bfloat16";
      case F16 -> "float16";
      default -> throw new IllegalArgumentException("weights of type " + dtype);
    };
  }
}
