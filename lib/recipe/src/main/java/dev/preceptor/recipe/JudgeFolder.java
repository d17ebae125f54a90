package dev.preceptor.recipe;

import java.nio.file.Path;

/** A judge, or a metric, that runs its model itself. */
public record JudgeFolder(
    @Meaning("Without a url: the model's folder in the Hugging Face layout.") @Key Path model)
    implements JudgeSource {

  public JudgeFolder {
    if (model == null) {
      throw new RecipeException(
          "model", "is missing; give a model folder in the Hugging Face layout");
    }
  }

  @Override
  public String described() {
    return model.toString();
  }
}
