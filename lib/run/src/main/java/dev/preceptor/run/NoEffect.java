package dev.preceptor.run;

/**
 * Something of a run that had no effect.
 *
 * @param text what, and why if it is known
 * @param fails whether the run failed by it: it did not do what its recipe asks for
 */
public record NoEffect(String text, boolean fails) {}
