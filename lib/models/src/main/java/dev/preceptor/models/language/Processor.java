package dev.preceptor.models.language;

import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.text.Tokenizer;
import java.util.Optional;

/** Makes a model's input of text and image. Needs the model's small files only. */
public interface Processor extends AutoCloseable {

  Tokenizer tokenizer();

  /**
   * What fits images to the model.
   *
   * @throws dev.preceptor.models.InputException if the model takes none
   */
  ImageProcessor images();

  /**
   * The text that the tokenizer sees: the prompt as a user turn of the chat template with the
   * generation prompt after it; without a template, {@link #rawText}.
   */
  String chatText(String prompt, boolean withImage);

  /** The prompt without a template, after the image's place if it has one. */
  String rawText(String prompt, boolean withImage);

  /** Whether the model has a chat template. */
  boolean hasChatTemplate();

  /**
   * Tokenizes a text to which the chat template gave all special tokens that it has.
   *
   * @param text as {@link #chatText} makes it
   * @param image fitted to the model's grid, see {@link ImageProcessor#fit}
   */
  TokenizedPrompt prompt(String text, Optional<Image> image);

  /**
   * Tokenizes a text with the special tokens that the tokenizer puts around every text, such as
   * Mistral's {@code <s>}.
   *
   * @param text as {@link #rawText} makes it
   * @param image fitted to the model's grid, see {@link ImageProcessor#fit}
   */
  TokenizedPrompt rawPrompt(String text, Optional<Image> image);

  @Override
  void close();
}
