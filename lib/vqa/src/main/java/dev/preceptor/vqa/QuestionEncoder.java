package dev.preceptor.vqa;

import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.TokenizedPrompt;

/** Makes a model's input of a question. */
public interface QuestionEncoder {

  /** The text that the tokenizer sees, with the image's place in it. */
  String text(Question question);

  /**
   * The question's image, fitted to the model's grid.
   *
   * @throws dev.preceptor.models.InputException if its file is no image that can be used
   */
  Image image(Question question);

  /** The model's input for a text and a fitted image. */
  TokenizedPrompt prompt(String text, Image fitted);
}
