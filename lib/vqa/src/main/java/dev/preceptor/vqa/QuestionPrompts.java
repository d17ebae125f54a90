package dev.preceptor.vqa;

import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Puts questions to a Qwen2-VL: the text its tokenizer sees, and the image fitted to its grid.
 *
 * @param template how a question is worded
 * @param processor the model's
 * @param images fits images; the processor's own, or with other bounds
 */
public record QuestionPrompts(PromptTemplate template, Processor processor, ImageProcessor images)
    implements QuestionEncoder {

  /**
   * Prompts for a model.
   *
   * @param minPixels of a image, or the model's
   * @param maxPixels of a image, or the model's
   */
  public static QuestionPrompts of(
      PromptTemplate template, Processor processor, OptionalInt minPixels, OptionalInt maxPixels) {
    ImageProcessor own = processor.images();
    ImageProcessor images =
        minPixels.isEmpty() && maxPixels.isEmpty()
            ? own
            : own.withPixels(
                minPixels.isPresent() ? minPixels.getAsInt() : own.minPixels(),
                maxPixels.isPresent() ? maxPixels.getAsInt() : own.maxPixels());
    return new QuestionPrompts(template, processor, images);
  }

  @Override
  public String text(Question question) {
    String rendered = template.render(question);
    return template.isTurn()
        ? processor.chatText(rendered, true)
        : processor.rawText(rendered, true);
  }

  @Override
  public Image image(Question question) {
    return images.fit(Image.read(question.image()));
  }

  @Override
  public TokenizedPrompt prompt(String text, Image fitted) {
    return processor.prompt(text, Optional.of(fitted));
  }
}
