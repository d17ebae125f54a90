package dev.preceptor.models.language;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.image.Patches;
import dev.preceptor.models.text.ChatTemplate;
import dev.preceptor.models.text.ResponseOpening;
import dev.preceptor.models.text.Tokenizer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The processor of a model that accepts text and one image. Needs only the model's small files, not
 * its weights.
 */
public final class ImageTextProcessor implements Processor {

  /**
   * Where an image stands in a text.
   *
   * @param before what stands before the image's token
   * @param token the token that is laid out into the image's tokens
   * @param after what stands after it in a text without a template
   * @param key the key of {@code config.json} that gives the token's id
   * @param id the token's id
   */
  public record Placeholder(String before, String token, String after, String key, int id) {

    /** What a text with an image has. */
    String required() {
      return before + token;
    }
  }

  private final Placeholder placeholder;
  private final Tokenizer tokenizer;
  private final Optional<ChatTemplate> chatTemplate;
  private final ResponseOpening opening;
  private final ImageProcessor images;
  private final String place;

  private ImageTextProcessor(
      Placeholder placeholder,
      Tokenizer tokenizer,
      Optional<ChatTemplate> chatTemplate,
      ImageProcessor images,
      String place) {
    this.placeholder = placeholder;
    this.tokenizer = tokenizer;
    this.chatTemplate = chatTemplate;
    this.opening = new ResponseOpening(chatTemplate, tokenizer);
    this.images = images;
    this.place = place;
  }

  /**
   * The processor of a Hugging Face model.
   *
   * @param embeddings rows of the embedding
   * @throws InputException if its tokenizer does not fit its configuration
   */
  public static ImageTextProcessor of(
      ModelSource source, int embeddings, Placeholder placeholder, ImageProcessor images) {
    Optional<ChatTemplate> chatTemplate = ChatTemplate.from(source);
    Tokenizer tokenizer = Vocabulary.tokenizer(source, embeddings);
    try {
      Vocabulary.requireId(source, tokenizer, placeholder.token, placeholder.key, placeholder.id);
    } catch (InputException e) {
      tokenizer.close();
      throw e;
    }
    return new ImageTextProcessor(placeholder, tokenizer, chatTemplate, images, source.place());
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public ImageProcessor images() {
    return images;
  }

  @Override
  public boolean hasChatTemplate() {
    return chatTemplate.isPresent();
  }

  @Override
  public String chatText(String prompt, boolean withImage) {
    String text =
        chatTemplate.orElseThrow(() -> Processor.noChatTemplate(place)).ask(prompt, withImage);
    if (withImage && !text.contains(placeholder.required())) {
      throw new InputException(
          "%s: the chat template writes no %s for an image; use the model's own"
              .formatted(place, placeholder.required()));
    }
    return text;
  }

  @Override
  public String rawText(String prompt, boolean withImage) {
    return withImage && !prompt.contains(placeholder.required())
        ? placeholder.required() + placeholder.after + prompt
        : prompt;
  }

  /**
   * Tokenizes a prompt. The first image placeholder is laid out into as many tokens as the image
   * takes; any further one is an ordinary token.
   */
  @Override
  public TokenizedPrompt prompt(String text, Optional<Image> image) {
    int[] ids = encode(text);
    if (image.isEmpty()) {
      return new TokenizedPrompt(ids, 0, Optional.empty(), opening.of(text));
    }
    int at = imagePlace(ids);
    Patches patches = images.patches(image.get());
    int tokens = images.tokens(patches.grid());
    int[] widened = new int[ids.length - 1 + tokens];
    System.arraycopy(ids, 0, widened, 0, at);
    Arrays.fill(widened, at, at + tokens, placeholder.id);
    System.arraycopy(ids, at + 1, widened, at + tokens, ids.length - at - 1);
    return new TokenizedPrompt(widened, at, Optional.of(patches), opening.of(text));
  }

  @Override
  public int promptTokens(String text, Optional<ImageGrid> image) {
    int[] ids = encode(text);
    if (image.isEmpty()) {
      return ids.length;
    }
    imagePlace(ids);
    return ids.length - 1 + images.tokens(image.get());
  }

  /**
   * The ids of a text, with the token that the tokenizer puts before every text unless the text
   * begins with it, as some chat templates do (transformers: {@code
   * ProcessorMixin.apply_chat_template}).
   */
  private int[] encode(String text) {
    int[] bare = tokenizer.encode(text, false);
    if (bare.length == 0) {
      throw new InputException("the prompt is empty; give it some text");
    }
    int[] whole = tokenizer.encode(text, true);
    return whole[0] == bare[0] ? bare : whole;
  }

  /** The same as {@link #prompt}. */
  @Override
  public TokenizedPrompt rawPrompt(String text, Optional<Image> image) {
    return prompt(text, image);
  }

  private int imagePlace(int[] ids) {
    int before = placeholder.before.isEmpty() ? -1 : tokenizer.idOf(placeholder.before).orElse(-1);
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == placeholder.id && (before < 0 || (i > 0 && ids[i - 1] == before))) {
        return i;
      }
    }
    throw new InputException(
        "the prompt has no placeholder for its image: the chat template wrote no "
            + placeholder.token);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
