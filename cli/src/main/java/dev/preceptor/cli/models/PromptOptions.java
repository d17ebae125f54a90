package dev.preceptor.cli.models;

import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a model is asked; a mixin. */
final class PromptOptions {

  private static final String IMAGE_PLACE = "<|vision_start|><|image_pad|>";

  @Option(names = "--prompt", paramLabel = "TEXT", description = "What to ask.")
  private Optional<String> prompt;

  @Option(names = "--image", paramLabel = "FILE", description = "A image, JPEG or PNG.")
  private Optional<Path> image;

  @Option(
      names = "--raw",
      description =
          "Give the model the prompt as it is, not as a user turn of its chat template. A image"
              + " comes first, unless the prompt has a place for it.")
  private boolean raw;

  /**
   * A question.
   *
   * @param raw whether the text is what the tokenizer is to see
   */
  record Asked(String text, Optional<Path> image, boolean raw) {

    /** The model's input. */
    TokenizedPrompt prompt(LanguageModel model) {
      Optional<Image> fitted = image.map(file -> fitted(model, file));
      Processor processor = model.processor();
      if (!raw && processor.hasChatTemplate()) {
        return processor.prompt(processor.chatText(text, fitted.isPresent()), fitted);
      }
      boolean placed = text.contains(IMAGE_PLACE);
      return processor.rawPrompt(processor.rawText(text, fitted.isPresent() && !placed), fitted);
    }

    private static Image fitted(LanguageModel model, Path file) {
      Image image = Image.read(file);
      return RequestLine.within(file.toString(), () -> model.images().fit(image));
    }
  }

  /** What the options ask. */
  Asked asked(RequestOptions requests) {
    return new Asked(prompt.orElseThrow(() -> requests.missing("--prompt")), image, raw);
  }

  /** What a line asks; the options stand where it says nothing. */
  Asked asked(RequestLine line, RequestOptions requests) {
    return new Asked(
        line.text("prompt").or(() -> prompt).orElseThrow(() -> requests.missing("prompt")),
        line.path("image").or(() -> image),
        line.flag("raw").orElse(raw));
  }
}
