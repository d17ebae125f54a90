package dev.preceptor.models.llama;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.ModelFamily;

/** Llama. */
public final class LlamaFamily implements ModelFamily {

  @Override
  public String modelType() {
    return "llama";
  }

  @Override
  public Architecture read(ModelSource source) {
    return LlamaConfig.from(source);
  }
}
