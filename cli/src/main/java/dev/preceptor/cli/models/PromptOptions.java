package dev.preceptor.cli.models;

import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The prompt for a model; a mixin. */
final class PromptOptions {

  private static final String IMAGE_PLACEHOLDER = "<|vision_start|><|image_pad|>";

  @Option(names = "--prompt", paramLabel = "TEXT", description = "The prompt.")
  private Optional<String> prompt;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "An image for the prompt, JPEG or PNG.")
  private Optional<Path> image;

  @Option(
      names = "--raw",
      description =
          "Use the prompt as it is, without the chat template. The image goes before the prompt,"
              + " unless the prompt contains <|vision_start|><|image_pad|>.")
  private boolean raw;

  /**
   * A prompt as given.
   *
   * @param raw whether the text goes to the tokenizer without the chat template
   */
  record Input(String text, Optional<Path> image, boolean raw) {

    /** The model's input. */
    TokenizedPrompt prompt(LanguageModel model) {
      Optional<Image> fitted = image.map(file -> fitted(model, file));
      Processor processor = model.processor();
      if (!raw && processor.hasChatTemplate()) {
        return processor.prompt(processor.chatText(text, fitted.isPresent()), fitted);
      }
      boolean placed = text.contains(IMAGE_PLACEHOLDER);
      return processor.rawPrompt(processor.rawText(text, fitted.isPresent() && !placed), fitted);
    }

    private static Image fitted(LanguageModel model, Path file) {
      Image image = Image.read(file);
      return RequestLine.within(file.toString(), () -> model.images().fit(image));
    }
  }

  /** The prompt given by the options. */
  Input input(RequestOptions requests) {
    return new Input(prompt.orElseThrow(() -> requests.missing("--prompt")), image, raw);
  }

  /** The prompt of a line; options are the defaults for missing fields. */
  Input input(RequestLine line, RequestOptions requests) {
    return new Input(
        line.text("prompt").or(() -> prompt).orElseThrow(() -> requests.missing("prompt")),
        line.path("image").or(() -> image),
        line.flag("raw").orElse(raw));
  }
}
