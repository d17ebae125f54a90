package dev.preceptor.models.image;

/**
 * A image as the vision tower reads it: transformers' {@code pixel_values}.
 *
 * @param values [t*h*w, channels*temporalPatch*patch*patch], row-major
 * @param grid how they lie in the image
 */
public record Patches(float[] values, ImageGrid grid) {}
