package dev.preceptor.recipe;

import java.nio.file.Path;

/**
 * A judge that runs its model itself.
 *
 * @param model Hugging Face directory
 */
public record JudgeFolder(Path model) implements JudgeSource {

  @Override
  public String described() {
    return model.toString();
  }
}
