package dev.preceptor.models.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A model as Hugging Face lays it out, wherever it lies: in a folder or in memory. */
public interface ModelSource {

  /** Its small files by name: {@code config.json}, {@code tokenizer.json} and their kin. */
  Map<String, byte[]> files();

  /** The names of its tensors, sorted. */
  Set<String> tensorNames();

  /**
   * One tensor.
   *
   * @throws dev.preceptor.models.InputException if there is none of that name
   */
  HostTensor tensor(String name);

  /** Where one tensor's bytes lie, little-endian and row-major; empty if not in a file. */
  default Optional<FileRegion> region(String name) {
    return Optional.empty();
  }

  /** Where it lies, for messages: a folder's path, or "model in memory". */
  default String place() {
    return "model in memory";
  }

  /**
   * The JSON object in one of the small files; empty if there is no such file.
   *
   * @throws dev.preceptor.models.InputException if it is no JSON object
   */
  default Optional<JsonNode> json(String file) {
    return Optional.ofNullable(files().get(file))
        .map(bytes -> ModelJson.object(bytes, place() + "/" + file));
  }
}
