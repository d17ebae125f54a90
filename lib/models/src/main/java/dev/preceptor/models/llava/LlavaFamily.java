package dev.preceptor.models.llava;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.ModelFamily;

/** LLaVA-1.5. */
public final class LlavaFamily implements ModelFamily {

  @Override
  public String modelType() {
    return "llava";
  }

  @Override
  public Architecture read(ModelSource source) {
    return LlavaConfig.from(source);
  }
}
