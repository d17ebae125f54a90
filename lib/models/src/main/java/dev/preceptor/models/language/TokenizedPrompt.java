package dev.preceptor.models.language;

import dev.preceptor.models.image.Patches;
import java.util.List;
import java.util.Optional;

/**
 * A prompt as model input.
 *
 * @param ids token ids, [prompt]; each image placeholder is expanded to one id per merged patch
 * @param images in the order in which they stand in the prompt
 * @param opening the end of the prompt's text that belongs to the response, see {@link
 *     dev.preceptor.models.text.ResponseOpening}; empty for most prompts
 */
public record TokenizedPrompt(int[] ids, List<PlacedImage> images, String opening) {

  public TokenizedPrompt {
    images = List.copyOf(images);
  }

  /**
   * A prompt with one image or none.
   *
   * @param imageStart index in {@code ids} at which the image starts; not used without an image
   */
  public TokenizedPrompt(int[] ids, int imageStart, Optional<Patches> image, String opening) {
    this(
        ids, image.stream().map(patches -> new PlacedImage(imageStart, patches)).toList(), opening);
  }

  /** A prompt that holds nothing of the response. */
  public TokenizedPrompt(int[] ids, int imageStart, Optional<Patches> image) {
    this(ids, imageStart, image, "");
  }

  /** Where the first image starts; 0 without an image. */
  public int imageStart() {
    return images.stream().mapToInt(PlacedImage::start).findFirst().orElse(0);
  }

  /** The patches of the first image, which is the only one of a question. */
  public Optional<Patches> image() {
    return images.stream().map(PlacedImage::patches).findFirst();
  }
}
