package dev.preceptor.cli.models;

import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The prompt for a model; a mixin. */
final class PromptOptions {

  @Option(names = "--prompt", paramLabel = "TEXT", description = "The prompt.")
  private Optional<String> prompt;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = {
        "An image for the prompt, JPEG or PNG. Give it again for each further image, in their"
            + " order; Qwen2-VL, Qwen2.5-VL and LLaVA-1.5 read several."
      })
  private List<Path> images = List.of();

  @Option(
      names = "--raw",
      description =
          "Use the prompt as it is, without the chat template. Images go before the prompt, unless"
              + " the prompt contains the model's placeholders for them, such as <image>.")
  private boolean raw;

  @Mixin private ImageBoundsOptions bounds;

  /** The fields of a line of the requests file, and those that a command adds. */
  static Set<String> fields(String... more) {
    Set<String> fields = new HashSet<>(List.of(more));
    fields.addAll(List.of("prompt", "image", "raw", "min_pixels", "max_pixels"));
    return Set.copyOf(fields);
  }

  /** The most images of a prompt. */
  private static final int MAX_IMAGES = 64;

  /**
   * A prompt as given.
   *
   * @param raw whether the text goes to the tokenizer without the chat template
   * @param minPixels least pixels of the resized image; if empty, the model's value
   * @param maxPixels most pixels of the resized image; if empty, the model's value
   */
  record Input(
      String text, List<Path> images, boolean raw, OptionalInt minPixels, OptionalInt maxPixels) {

    Input {
      Bounds.require("the number of images", images.size(), 0, MAX_IMAGES);
    }

    /** The model's input. */
    TokenizedPrompt prompt(LanguageModel model) {
      Processor processor = model.processor();
      boolean turn = !raw && processor.hasChatTemplate();
      String written =
          turn ? processor.chatText(text, images.size()) : processor.rawText(text, images.size());
      List<Image> fitted = images.stream().map(file -> fitted(model, file)).toList();
      return turn ? processor.prompt(written, fitted) : processor.rawPrompt(written, fitted);
    }

    private Image fitted(LanguageModel model, Path file) {
      ImageProcessor images = model.images().withPixels(minPixels, maxPixels);
      Image image = images.read(file);
      return RequestLine.within(file.toString(), () -> images.fit(image));
    }
  }

  /** The prompt given by the options. */
  Input input(RequestOptions requests) {
    String text = prompt.orElseThrow(() -> requests.missing("--prompt"));
    if (images.isEmpty()) {
      bounds.requireNone("--image");
    }
    return new Input(text, images, raw, bounds.minPixels(), bounds.maxPixels());
  }

  /** The prompt of a line; options are the defaults for missing fields. */
  Input input(RequestLine line, RequestOptions requests) {
    return new Input(
        line.text("prompt").or(() -> prompt).orElseThrow(() -> requests.missing("prompt")),
        line.paths("image").orElse(images),
        line.flag("raw").orElse(raw),
        or(line.integer("min_pixels"), bounds.minPixels()),
        or(line.integer("max_pixels"), bounds.maxPixels()));
  }

  private static OptionalInt or(Optional<Integer> given, OptionalInt otherwise) {
    return given.isPresent() ? OptionalInt.of(given.get()) : otherwise;
  }
}
