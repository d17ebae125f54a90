package dev.preceptor.models.mllama;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.ModelFamily;

/** Llama-3.2-Vision. */
public final class MllamaFamily implements ModelFamily {

  @Override
  public String modelType() {
    return "mllama";
  }

  @Override
  public Architecture read(ModelSource source) {
    return MllamaConfig.from(source);
  }
}
