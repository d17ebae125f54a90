package dev.preceptor.models.image;

/**
 * An image as the vision tower's input: transformers' {@code pixel_values}.
 *
 * @param values [t*h*w, channels*temporalPatch*patch*patch], row-major
 * @param grid the number of patches along each axis
 */
public record Patches(float[] values, ImageGrid grid) {}
