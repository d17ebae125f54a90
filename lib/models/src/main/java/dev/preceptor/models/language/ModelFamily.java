package dev.preceptor.models.language;

import dev.preceptor.models.checkpoint.ModelSource;

/**
 * A family of language models, such as Qwen2-VL. The registry finds families through {@link
 * java.util.ServiceLoader}: a new one is a package of its own and a line in {@code
 * META-INF/services}, and nothing else needs to know it.
 */
public interface ModelFamily {

  /** The {@code model_type} of its {@code config.json}. */
  String modelType();

  /**
   * Reads a model's configuration.
   *
   * @throws dev.preceptor.models.InputException if it asks for what is not supported
   */
  Architecture read(ModelSource source);
}
