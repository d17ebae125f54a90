package dev.preceptor.models.language;

import dev.preceptor.models.image.Patches;

/**
 * An image of a prompt.
 *
 * @param start index of its first token in the prompt
 */
public record PlacedImage(int start, Patches patches) {}
