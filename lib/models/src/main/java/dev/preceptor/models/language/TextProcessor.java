package dev.preceptor.models.language;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.image.Picture;
import dev.preceptor.models.text.ChatTemplate;
import dev.preceptor.models.text.Message;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.text.Tokenizers;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Optional;

/**
 * Makes the input of a model that takes text alone.
 *
 * @param place the model's name in messages
 */
public record TextProcessor(Tokenizer tokenizer, Optional<ChatTemplate> chatTemplate, String place)
    implements Processor {

  /** What the script of such a model answers when it is asked for pictures. */
  public static final ScriptPart SCRIPT = new ScriptPart(TextProcessor.class, "text_only.ts.py");

  /** The processor of a Hugging Face model. */
  public static TextProcessor from(ModelSource source) {
    return new TextProcessor(Tokenizers.from(source), ChatTemplate.from(source), source.place());
  }

  @Override
  public ImageProcessor images() {
    throw takesNoPicture();
  }

  private InputException takesNoPicture() {
    return new InputException(
        place + ": this model reads text only; leave the picture out, or give a qwen2_vl model");
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
  public Prompt prompt(String text, Optional<Picture> picture) {
    return prompt(text, picture, false);
  }

  @Override
  public Prompt rawPrompt(String text, Optional<Picture> picture) {
    return prompt(text, picture, true);
  }

  private Prompt prompt(String text, Optional<Picture> picture, boolean addSpecialTokens) {
    requireNone(picture.isPresent());
    int[] ids = tokenizer.encode(text, addSpecialTokens);
    if (ids.length == 0) {
      throw new InputException("the prompt is empty; give it some text");
    }
    return new Prompt(ids, 0, Optional.empty());
  }

  private void requireNone(boolean picture) {
    if (picture) {
      throw takesNoPicture();
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
