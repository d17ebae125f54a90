package dev.preceptor.learner;

import dev.preceptor.models.image.Picture;
import dev.preceptor.models.language.Prompt;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;

/** How questions become a model's input. */
public interface PromptFormat {

  /** The text that the tokenizer sees. */
  String text(Question question);

  /**
   * The question's picture, fitted to the model's grid.
   *
   * @throws dev.preceptor.models.InputException if its file cannot be used
   */
  Picture picture(Question question);

  /** The model's input. */
  Prompt prompt(String text, Picture fitted);

  /** The format of a model. */
  static PromptFormat of(QuestionPrompts prompts) {
    return new PromptFormat() {
      @Override
      public String text(Question question) {
        return prompts.text(question);
      }

      @Override
      public Picture picture(Question question) {
        return prompts.picture(question);
      }

      @Override
      public Prompt prompt(String text, Picture fitted) {
        return prompts.prompt(text, fitted);
      }
    };
  }
}
