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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The processor of a model that accepts text and images. Needs only the model's small files, not
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
   * @param several whether a prompt may have more than one image
   */
  public record Placeholder(
      String before, String token, String after, String key, int id, boolean several) {

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
  public String chatText(String prompt, int count) {
    requireFew(count);
    String text =
        chatTemplate.orElseThrow(() -> Processor.noChatTemplate(place)).ask(prompt, count);
    if (count > 0 && !text.contains(placeholder.required())) {
      throw new InputException(
          "%s: the chat template writes no %s for an image; use the model's own"
              .formatted(place, placeholder.required()));
    }
    return text;
  }

  @Override
  public String rawText(String prompt, int count) {
    return count > 0 && !prompt.contains(placeholder.required())
        ? (placeholder.required() + placeholder.after).repeat(count) + prompt
        : prompt;
  }

  /**
   * Tokenizes a prompt. The first image placeholders are laid out into as many tokens as the images
   * take, one for each image; any further one is an ordinary token.
   */
  @Override
  public TokenizedPrompt prompt(String text, List<Image> given) {
    requireFew(given.size());
    int[] ids = encode(text);
    List<Integer> places = imagePlaces(ids, given.size());
    List<PlacedImage> placed = new ArrayList<>();
    IntStream.Builder widened = IntStream.builder();
    int from = 0;
    int at = 0;
    for (int i = 0; i < given.size(); i++) {
      Patches patches = images.patches(given.get(i));
      int tokens = images.tokens(patches.grid());
      Arrays.stream(ids, from, places.get(i)).forEach(widened);
      at += places.get(i) - from;
      placed.add(new PlacedImage(at, patches));
      IntStream.generate(placeholder::id).limit(tokens).forEach(widened);
      at += tokens;
      from = places.get(i) + 1;
    }
    Arrays.stream(ids, from, ids.length).forEach(widened);
    return new TokenizedPrompt(widened.build().toArray(), placed, opening.of(text));
  }

  private void requireFew(int count) {
    if (count > 1 && !placeholder.several) {
      throw new InputException(
          "%s: a prompt of this model may have one image, not %d".formatted(place, count));
    }
  }

  @Override
  public int promptTokens(String text, Optional<ImageGrid> image) {
    int[] ids = encode(text);
    if (image.isEmpty()) {
      return ids.length;
    }
    imagePlaces(ids, 1);
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
  public TokenizedPrompt rawPrompt(String text, List<Image> given) {
    return prompt(text, given);
  }

  /** Indices of the first placeholders. */
  private List<Integer> imagePlaces(int[] ids, int count) {
    int before = placeholder.before.isEmpty() ? -1 : tokenizer.idOf(placeholder.before).orElse(-1);
    List<Integer> places =
        IntStream.range(0, ids.length)
            .filter(
                i -> ids[i] == placeholder.id && (before < 0 || (i > 0 && ids[i - 1] == before)))
            .limit(count)
            .boxed()
            .toList();
    if (places.size() < count) {
      throw new InputException(
          count == 1
              ? "the prompt has no placeholder for its image: the chat template wrote no "
                  + placeholder.token
              : "the prompt has %d of %d placeholders for its images; write %s for each"
                  .formatted(places.size(), count, placeholder.required()));
    }
    return places;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
