package dev.preceptor.models.mistral;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.ModelFamily;

/** Mistral. */
public final class MistralFamily implements ModelFamily {

  @Override
  public String modelType() {
    return "mistral";
  }

  @Override
  public Architecture read(ModelSource source) {
    return MistralConfig.from(source);
  }
}
