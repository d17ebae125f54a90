package dev.preceptor.recipe;

/**
 * A synthetic data set to be drawn.
 *
 * @param train training questions
 * @param test test questions
 * @param size side of a picture, pixels
 * @param seed of the drawing
 */
public record PhantomKeys(int train, int test, int size, long seed) {}
