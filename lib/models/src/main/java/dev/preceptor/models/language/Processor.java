package dev.preceptor.models.language;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.image.ImageSize;
import dev.preceptor.models.text.Tokenizer;
import java.util.List;
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
   * The tokenizer's input: images and the prompt as a user turn of the chat template, followed by
   * the generation prompt.
   *
   * @param images how many
   * @throws InputException if the model has no chat template, or its template leaves out the text
   *     or an image
   */
  String chatText(String prompt, int images);

  /** The same with one image or none. */
  default String chatText(String prompt, boolean withImage) {
    return chatText(prompt, withImage ? 1 : 0);
  }

  /**
   * The prompt without a template; for images, after their placeholders unless the prompt has one.
   *
   * @param images how many
   */
  String rawText(String prompt, int images);

  /** The same with one image or none. */
  default String rawText(String prompt, boolean withImage) {
    return rawText(prompt, withImage ? 1 : 0);
  }

  /** Whether the model has a chat template. */
  boolean hasChatTemplate();

  /**
   * Tokenizes a text that already has its special tokens from the chat template.
   *
   * @param text from {@link #chatText}
   * @param images fitted to the model's grid, see {@link ImageProcessor#fit}
   * @throws InputException if the text has fewer placeholders, or the model reads fewer images in a
   *     prompt
   */
  TokenizedPrompt prompt(String text, List<Image> images);

  /** The same with one image or none. */
  default TokenizedPrompt prompt(String text, Optional<Image> image) {
    return prompt(text, image.stream().toList());
  }

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
   * @param images fitted to the model's grid, see {@link ImageProcessor#fit}
   */
  TokenizedPrompt rawPrompt(String text, List<Image> images);

  /** The same with one image or none. */
  default TokenizedPrompt rawPrompt(String text, Optional<Image> image) {
    return rawPrompt(text, image.stream().toList());
  }

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
