package dev.preceptor.models.biogpt;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.ModelFamily;

/** BioGPT. */
public final class BioGptFamily implements ModelFamily {

  @Override
  public String modelType() {
    return "biogpt";
  }

  @Override
  public Architecture read(ModelSource source) {
    return BioGptConfig.from(source);
  }
}
