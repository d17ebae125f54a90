package dev.preceptor.learner;

import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;

/** How questions become a model's input. */
public interface PromptFormat {

  /** The text that the tokenizer sees. */
  String text(Question question);

  /**
   * The question's image, fitted to the model's grid.
   *
   * @throws dev.preceptor.models.InputException if its file cannot be used
   */
  Image image(Question question);

  /** The model's input. */
  TokenizedPrompt prompt(String text, Image fitted);

  /** The format of a model. */
  static PromptFormat of(QuestionPrompts prompts) {
    return new PromptFormat() {
      @Override
      public String text(Question question) {
        return prompts.text(question);
      }

      @Override
      public Image image(Question question) {
        return prompts.image(question);
      }

      @Override
      public TokenizedPrompt prompt(String text, Image fitted) {
        return prompts.prompt(text, fitted);
      }
    };
  }
}
