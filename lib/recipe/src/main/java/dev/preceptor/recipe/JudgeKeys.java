package dev.preceptor.recipe;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.nio.file.Path;

/**
 * Somebody who judges responses.
 *
 * @param name the judge's name
 * @param source what it asks for its verdicts
 */
public record JudgeKeys(
    @Meaning("The judge's name. A reward of that name is decided by this judge alone.")
        @Key(matches = Key.NAME, outside = Key.NO_NAME)
        String name,
    @JsonUnwrapped @JsonDeserialize(using = JudgeSourceDeserializer.class) JudgeSource source) {

  public JudgeKeys {
    Bounds.check(JudgeKeys.class, name, source);
  }

  /**
   * A judge that runs its model itself.
   *
   * @param model Hugging Face directory
   */
  public JudgeKeys(String name, Path model) {
    this(name, new JudgeFolder(model));
  }
}
