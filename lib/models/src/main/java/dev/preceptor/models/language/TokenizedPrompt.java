package dev.preceptor.models.language;

import dev.preceptor.models.image.Patches;
import java.util.Optional;

/**
 * What the model is asked.
 *
 * @param ids token ids [prompt], the image's place widened to one id a merged patch
 * @param imageStart where in {@code ids} the image begins; 0 without one
 * @param image the image's patches
 */
public record TokenizedPrompt(int[] ids, int imageStart, Optional<Patches> image) {}
