package dev.preceptor.recipe;

import java.nio.file.Path;

/** A judge that runs its model itself. */
public record JudgeFolder(
    @Meaning("Without a url: the Hugging Face directory of the judge's model.") @Key Path model)
    implements JudgeSource {

  public JudgeFolder {
    if (model == null) {
      throw new RecipeException("model", "is missing; name a folder");
    }
  }

  @Override
  public String described() {
    return model.toString();
  }
}
