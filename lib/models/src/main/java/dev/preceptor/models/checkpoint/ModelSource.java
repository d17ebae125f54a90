package dev.preceptor.models.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.NotUtf8Exception;
import dev.preceptor.models.Utf8;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A model in Hugging Face's layout, in a folder or in memory. */
public interface ModelSource {

  /** Its small files by name: {@code config.json}, {@code tokenizer.json} and similar ones. */
  Map<String, byte[]> files();

  /** The names of its tensors, sorted. */
  Set<String> tensorNames();

  /**
   * One tensor.
   *
   * @throws InputException if there is no such tensor
   */
  HostTensor tensor(String name);

  /**
   * The position of a tensor's bytes (little-endian, row-major) in a file; empty if it is not in a
   * file.
   */
  default Optional<FileRegion> region(String name) {
    return Optional.empty();
  }

  /** The model's location for messages: a folder's path, or "model in memory". */
  default String place() {
    return "model in memory";
  }

  /** The location of its adapter for messages, if it has one. */
  default String adapterPlace() {
    return place();
  }

  /**
   * The text of one of the small files; empty if there is no such file.
   *
   * @throws InputException if it is not UTF-8
   */
  default Optional<String> text(String file) {
    return Optional.ofNullable(files().get(file))
        .map(
            bytes -> {
              try {
                return Utf8.text(bytes);
              } catch (NotUtf8Exception e) {
                throw new InputException("%s/%s: %s".formatted(place(), file, e.getMessage()), e);
              }
            });
  }

  /**
   * The JSON object in one of the small files; empty if there is no such file.
   *
   * @throws InputException if it is not a JSON object
   */
  default Optional<JsonNode> json(String file) {
    return Optional.ofNullable(files().get(file))
        .map(bytes -> ModelJson.object(bytes, place() + "/" + file));
  }
}
