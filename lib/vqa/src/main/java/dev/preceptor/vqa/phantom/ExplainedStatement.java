package dev.preceptor.vqa.phantom;

/**
 * A statement and why it is right or wrong.
 *
 * @param text the statement
 * @param reason its letters as {@link Reading#lookedUp} has them, or what is wrong with its form
 */
record Said(String text, String reason) {}
