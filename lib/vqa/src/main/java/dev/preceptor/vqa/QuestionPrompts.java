package dev.preceptor.vqa;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.image.ImageSize;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes prompts of questions: the text for the tokenizer, and the image fitted to the model.
 *
 * @param template the prompt template
 * @param processor the model's processor
 * @param images resizes images; the processor's own, possibly with other bounds
 */
public record QuestionPrompts(PromptTemplate template, Processor processor, ImageProcessor images)
    implements QuestionEncoder {

  /** Any prompt, to try a chat template with. */
  private static final String PROBE = "?";

  /**
   * Creates the prompts of a model.
   *
   * @param minPixels least pixels of a resized image; if empty, the model's value
   * @param maxPixels most pixels of a resized image; if empty, the model's value
   * @throws InputException if the template needs a chat template and the model has none that can
   *     ask about an image
   */
  public static QuestionPrompts of(
      PromptTemplate template, Processor processor, OptionalInt minPixels, OptionalInt maxPixels) {
    ImageProcessor images = processor.images().withPixels(minPixels, maxPixels);
    QuestionPrompts prompts = new QuestionPrompts(template, processor, images);
    prompts.text(PROBE);
    return prompts;
  }

  /**
   * The text for the tokenizer, including the image placeholder.
   *
   * @throws InputException if a control token of the model is written in the question
   */
  @Override
  public String text(Question question) {
    refusal(question)
        .ifPresent(
            reason -> {
              throw new InputException("row %d: %s".formatted(question.row(), reason));
            });
    return text(template.render(question));
  }

  /** The same of a question as the prompt template renders it. */
  String text(String rendered) {
    return template.isTurn()
        ? processor.chatText(rendered, true)
        : processor.rawText(rendered, true);
  }

  /**
   * Why a question cannot be put to the model: a control token of its tokenizer, such as the end of
   * a turn, is written in it. Empty if it can.
   */
  public Optional<String> refusal(Question question) {
    return ControlTokens.in(question, processor.tokenizer()::controlToken);
  }

  /**
   * The question's image, resized.
   *
   * @throws InputException if its file is not a usable image
   */
  @Override
  public Image image(Question question) {
    return images.fit(images.read(question.image()));
  }

  /**
   * The number of tokens of {@link #prompt}, from the image's size alone.
   *
   * @param image its size as it is stored
   */
  int tokens(String text, ImageSize image) {
    return processor.promptTokens(text, Optional.of(images.grid(image)));
  }

  /** The number of these tokens that are the image's. */
  int imageTokens(ImageSize image) {
    return images.tokens(images.grid(image));
  }

  /** The model's input for a text and a resized image. */
  @Override
  public TokenizedPrompt prompt(String text, Image fitted) {
    return processor.prompt(text, Optional.of(fitted));
  }
}
