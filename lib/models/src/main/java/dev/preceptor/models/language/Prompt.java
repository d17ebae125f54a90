package dev.preceptor.models.language;

import dev.preceptor.models.image.Patches;
import java.util.Optional;

/**
 * What the model is asked.
 *
 * @param ids token ids [prompt], the picture's place widened to one id a merged patch
 * @param imageStart where in {@code ids} the picture begins; 0 without one
 * @param image the picture's patches
 */
public record Prompt(int[] ids, int imageStart, Optional<Patches> image) {}
