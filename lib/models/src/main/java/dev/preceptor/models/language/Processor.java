package dev.preceptor.models.language;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.image.ImageSize;
import dev.preceptor.models.text.Tokenizer;
import java.util.Optional;

/** Makes a model's inputs from text and images. Needs only the model's small files. */
public interface Processor extends AutoCloseable {

  Tokenizer tokenizer();

  /**
   * The image processor.
   *
   * @throws InputException if the model does not accept images
   */
  ImageProcessor images();

  /**
   * The tokenizer's input: the prompt as a user turn of the chat template, followed by the
   * generation prompt.
   *
   * @throws InputException if the model has no chat template, or its template leaves out the text
   *     or the image
   */
  String chatText(String prompt, boolean withImage);

  /**
   * The prompt without a template; for an image, after its placeholder unless the prompt has one.
   */
  String rawText(String prompt, boolean withImage);

  /** Whether the model has a chat template. */
  boolean hasChatTemplate();

  /**
   * Tokenizes a text that already has its special tokens from the chat template.
   *
   * @param text from {@link #chatText}
   * @param image fitted to the model's grid, see {@link ImageProcessor#fit}
   */
  TokenizedPrompt prompt(String text, Optional<Image> image);

  /**
   * The number of tokens that {@link #prompt} makes of a text and an image, without the image's
   * pixels. May be called by several threads.
   *
   * @param image the image's grid, see {@link ImageProcessor#grid(ImageSize)}
   */
  int promptTokens(String text, Optional<ImageGrid> image);

  /**
   * Tokenizes a text and adds the special tokens that the tokenizer adds to every text, such as
   * Mistral's {@code <s>}.
   *
   * @param text from {@link #rawText}
   * @param image fitted to the model's grid, see {@link ImageProcessor#fit}
   */
  TokenizedPrompt rawPrompt(String text, Optional<Image> image);

  /** The refusal of {@link #chatText} for a model that has no chat template. */
  static InputException noChatTemplate(String place) {
    return new InputException(
        place
            + ": the model has no chat template (chat_template.jinja, chat_template.json or"
            + " tokenizer_config.json); add one, or use prompt_template base");
  }

  @Override
  void close();
}
