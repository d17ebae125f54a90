package dev.preceptor.models.qwen2vl;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.image.Patches;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.language.Vocabulary;
import dev.preceptor.models.text.ChatTemplate;
import dev.preceptor.models.text.ResponseOpening;
import dev.preceptor.models.text.Tokenizer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes a model's inputs from text and images (transformers: {@code Qwen2VLProcessor}). Needs only
 * the model's small files, not its weights.
 */
public final class Qwen2VlProcessor implements Processor {

  private static final String IMAGE_PAD = "<|image_pad|>";
  private static final String VISION_START = "<|vision_start|>";

  private final Qwen2VlConfig config;
  private final Tokenizer tokenizer;
  private final Optional<ChatTemplate> chatTemplate;
  private final ResponseOpening opening;
  private final ImageProcessor images;
  private final String place;

  private Qwen2VlProcessor(
      Qwen2VlConfig config,
      Tokenizer tokenizer,
      Optional<ChatTemplate> chatTemplate,
      ImageProcessor images,
      String place) {
    this.config = config;
    this.tokenizer = tokenizer;
    this.chatTemplate = chatTemplate;
    this.opening = new ResponseOpening(chatTemplate, tokenizer);
    this.images = images;
    this.place = place;
  }

  /**
   * The processor of a Hugging Face model.
   *
   * @throws InputException if its tokenizer or its image processor does not fit its configuration
   */
  public static Qwen2VlProcessor from(ModelSource source) {
    Qwen2VlConfig config = Qwen2VlConfig.from(source);
    ImageProcessor images = ImageProcessor.from(source);
    config.vision().requireFits(source, images);
    Optional<ChatTemplate> chatTemplate = ChatTemplate.from(source);
    Tokenizer tokenizer = Vocabulary.tokenizer(source, config.vocabSize());
    try {
      Vocabulary.requireId(source, tokenizer, IMAGE_PAD, "image_token_id", config.imageTokenId());
      Vocabulary.requireId(
          source, tokenizer, VISION_START, "vision_start_token_id", config.visionStartTokenId());
    } catch (InputException e) {
      tokenizer.close();
      throw e;
    }
    return new Qwen2VlProcessor(config, tokenizer, chatTemplate, images, source.place());
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
    if (withImage && !text.contains(VISION_START + IMAGE_PAD)) {
      throw new InputException(
          "%s: the chat template writes no %s for an image; use the model's own"
              .formatted(place, VISION_START + IMAGE_PAD));
    }
    return text;
  }

  @Override
  public String rawText(String prompt, boolean withImage) {
    return withImage ? VISION_START + IMAGE_PAD + "<|vision_end|>" + prompt : prompt;
  }

  /**
   * Tokenizes a prompt. The first image placeholder is expanded to the image's number of tokens;
   * any further one is an ordinary token.
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
    Arrays.fill(widened, at, at + tokens, config.imageTokenId());
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

  private int[] encode(String text) {
    int[] ids = tokenizer.encode(text);
    if (ids.length == 0) {
      throw new InputException("the prompt is empty; give it some text");
    }
    return ids;
  }

  /** The same as {@link #prompt}: Qwen2's tokenizer adds no special tokens. */
  @Override
  public TokenizedPrompt rawPrompt(String text, Optional<Image> image) {
    return prompt(text, image);
  }

  private int imagePlace(int[] ids) {
    for (int i = 1; i < ids.length; i++) {
      if (ids[i] == config.imageTokenId() && ids[i - 1] == config.visionStartTokenId()) {
        return i;
      }
    }
    throw new InputException(
        "the prompt has no placeholder for its image: the chat template wrote no " + IMAGE_PAD);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
