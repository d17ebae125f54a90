package dev.preceptor.models.language;

import dev.preceptor.models.image.Patches;
import java.util.Optional;

/**
 * A prompt as model input.
 *
 * @param ids token ids, [prompt]; the image placeholder is expanded to one id per merged patch
 * @param imageStart index in {@code ids} at which the image starts; 0 without an image
 * @param image the image's patches
 * @param opening the end of the prompt's text that belongs to the response, see {@link
 *     dev.preceptor.models.text.ResponseOpening}; empty for most prompts
 */
public record TokenizedPrompt(int[] ids, int imageStart, Optional<Patches> image, String opening) {

  /** A prompt that holds nothing of the response. */
  public TokenizedPrompt(int[] ids, int imageStart, Optional<Patches> image) {
    this(ids, imageStart, image, "");
  }
}
