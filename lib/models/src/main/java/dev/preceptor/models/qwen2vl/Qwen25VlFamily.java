package dev.preceptor.models.qwen2vl;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.ModelFamily;

/** Qwen2.5-VL: Qwen2-VL with another vision tower. */
public final class Qwen25VlFamily implements ModelFamily {

  @Override
  public String modelType() {
    return "qwen2_5_vl";
  }

  @Override
  public Architecture read(ModelSource source) {
    return Qwen2VlConfig.from(source);
  }
}
