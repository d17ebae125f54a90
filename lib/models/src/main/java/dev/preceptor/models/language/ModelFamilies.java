package dev.preceptor.models.language;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The registry of model families, by the {@code model_type} of their {@code config.json}. */
final class ModelFamilies {

  private static final Map<String, ModelFamily> BY_TYPE = load();

  private ModelFamilies() {}

  /** The architecture of a Hugging Face model. */
  static Architecture architecture(ModelSource source) {
    String type = ConfigFile.read(source).path("model_type").asText("");
    ModelFamily family = BY_TYPE.get(type);
    if (family == null) {
      throw new InputException(
          "config.json, model_type: '%s' is not supported; use a model of one of %s"
              .formatted(type, BY_TYPE.keySet()));
    }
    return family.read(source);
  }

  private static Map<String, ModelFamily> load() {
    // This class's loader, not the thread's: the threads that start services may not see the
    // families.
    var families = ServiceLoader.load(ModelFamily.class, ModelFamily.class.getClassLoader());
    Map<String, ModelFamily> byType = new TreeMap<>();
    for (var family : families) {
      var other = byType.put(family.modelType(), family);
      if (other != null) {
        throw new IllegalStateException(
            "%s and %s both handle model_type '%s'"
                .formatted(
                    other.getClass().getName(), family.getClass().getName(), family.modelType()));
      }
    }
    return byType;
  }
}
