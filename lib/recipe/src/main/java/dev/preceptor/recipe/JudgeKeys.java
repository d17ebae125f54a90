package dev.preceptor.recipe;

import java.nio.file.Path;

/**
 * Somebody who judges responses.
 *
 * @param name the judge's name
 * @param source what it asks for its verdicts
 */
public record JudgeKeys(String name, JudgeSource source) {

  /**
   * A judge that runs its model itself.
   *
   * @param model Hugging Face directory
   */
  public JudgeKeys(String name, Path model) {
    this(name, new JudgeFolder(model));
  }
}
