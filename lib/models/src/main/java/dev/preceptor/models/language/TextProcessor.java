package dev.preceptor.models.language;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.text.ChatTemplate;
import dev.preceptor.models.text.ResponseOpening;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Optional;

/** The processor of a model that accepts text only. */
public final class TextProcessor implements Processor {

  /** The script methods for images of a model that does not accept any. */
  public static final ScriptPart SCRIPT = new ScriptPart(TextProcessor.class, "text_only.ts.py");

  private final Tokenizer tokenizer;
  private final Optional<ChatTemplate> chatTemplate;
  private final ResponseOpening opening;
  private final String place;

  private TextProcessor(Tokenizer tokenizer, Optional<ChatTemplate> chatTemplate, String place) {
    this.tokenizer = tokenizer;
    this.chatTemplate = chatTemplate;
    this.opening = new ResponseOpening(chatTemplate, tokenizer);
    this.place = place;
  }

  /**
   * The processor of a Hugging Face model.
   *
   * @throws InputException if its tokenizer does not fit its configuration
   */
  static TextProcessor from(ModelSource source, int vocabSize) {
    Tokenizer tokenizer = Vocabulary.tokenizer(source, vocabSize);
    return new TextProcessor(tokenizer, ChatTemplate.from(source), source.place());
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public ImageProcessor images() {
    throw takesNoImage(place);
  }

  static InputException takesNoImage(String place) {
    return new InputException(
        place
            + ": this model reads text only; leave the image out, or give a model that reads images");
  }

  @Override
  public boolean hasChatTemplate() {
    return chatTemplate.isPresent();
  }

  @Override
  public String chatText(String prompt, int images) {
    requireNone(images > 0);
    return chatTemplate.orElseThrow(() -> Processor.noChatTemplate(place)).ask(prompt, 0);
  }

  @Override
  public String rawText(String prompt, int images) {
    requireNone(images > 0);
    return prompt;
  }

  @Override
  public TokenizedPrompt prompt(String text, List<Image> images) {
    return prompt(text, images, false);
  }

  @Override
  public TokenizedPrompt rawPrompt(String text, List<Image> images) {
    return prompt(text, images, true);
  }

  @Override
  public int promptTokens(String text, Optional<ImageGrid> image) {
    requireNone(image.isPresent());
    return prompt(text, List.of()).ids().length;
  }

  private TokenizedPrompt prompt(String text, List<Image> images, boolean addSpecialTokens) {
    requireNone(!images.isEmpty());
    int[] ids = tokenizer.encode(text, addSpecialTokens);
    if (ids.length == 0) {
      throw new InputException("the prompt is empty; give it some text");
    }
    return new TokenizedPrompt(ids, List.of(), opening.of(text));
  }

  private void requireNone(boolean image) {
    if (image) {
      throw takesNoImage(place);
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
