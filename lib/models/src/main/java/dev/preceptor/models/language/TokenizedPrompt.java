package dev.preceptor.models.language;

import dev.preceptor.models.image.Patches;
import java.util.Optional;

/**
 * A prompt as model input.
 *
 * @param ids token ids, [prompt]; the image placeholder is expanded to one id per merged patch
 * @param imageStart index in {@code ids} at which the image starts; 0 without an image
 * @param image the image's patches
 */
public record TokenizedPrompt(int[] ids, int imageStart, Optional<Patches> image) {}
