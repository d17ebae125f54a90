package dev.preceptor.models.language;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.text.ChatTemplate;
import dev.preceptor.models.text.Message;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.text.Tokenizers;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Optional;

/**
 * The processor of a model that accepts text only.
 *
 * @param place the model's name in messages
 */
public record TextProcessor(Tokenizer tokenizer, Optional<ChatTemplate> chatTemplate, String place)
    implements Processor {

  /** The script methods for images of a model that does not accept any. */
  public static final ScriptPart SCRIPT = new ScriptPart(TextProcessor.class, "text_only.ts.py");

  /** The processor of a Hugging Face model. */
  public static TextProcessor from(ModelSource source) {
    return new TextProcessor(Tokenizers.from(source), ChatTemplate.from(source), source.place());
  }

  @Override
  public ImageProcessor images() {
    throw takesNoImage();
  }

  private InputException takesNoImage() {
    return new InputException(
        place + ": this model reads text only; leave the image out, or give a qwen2_vl model");
  }

  @Override
  public boolean hasChatTemplate() {
    return chatTemplate.isPresent();
  }

  @Override
  public String chatText(String prompt, boolean withImage) {
    requireNone(withImage);
    return chatTemplate
        .map(template -> template.render(List.of(Message.user(prompt, false)), true))
        .orElse(prompt);
  }

  @Override
  public String rawText(String prompt, boolean withImage) {
    requireNone(withImage);
    return prompt;
  }

  @Override
  public TokenizedPrompt prompt(String text, Optional<Image> image) {
    return prompt(text, image, false);
  }

  @Override
  public TokenizedPrompt rawPrompt(String text, Optional<Image> image) {
    return prompt(text, image, true);
  }

  @Override
  public int promptTokens(String text, Optional<ImageGrid> image) {
    requireNone(image.isPresent());
    return prompt(text, Optional.empty()).ids().length;
  }

  private TokenizedPrompt prompt(String text, Optional<Image> image, boolean addSpecialTokens) {
    requireNone(image.isPresent());
    int[] ids = tokenizer.encode(text, addSpecialTokens);
    if (ids.length == 0) {
      throw new InputException("the prompt is empty; give it some text");
    }
    return new TokenizedPrompt(ids, 0, Optional.empty());
  }

  private void requireNone(boolean image) {
    if (image) {
      throw takesNoImage();
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
