package dev.preceptor.models.language;

import dev.preceptor.models.checkpoint.ModelSource;

/**
 * A family of language models, such as Qwen2-VL. The registry finds families through {@link
 * java.util.ServiceLoader}: to add one, write a package and add a line to {@code
 * META-INF/services}; no other code changes.
 */
public interface ModelFamily {

  /** The {@code model_type} of its {@code config.json}. */
  String modelType();

  /**
   * Reads a model's configuration.
   *
   * @throws dev.preceptor.models.InputException if an option is not supported
   */
  Architecture read(ModelSource source);
}
