package dev.preceptor.vqa.phantom;

/**
 * A statement with the reason why it is correct or wrong.
 *
 * @param text the statement
 * @param reason its letters in the form of {@link Reading#lookedUp}, or the kind of error in its
 *     form
 */
record ExplainedStatement(String text, String reason) {}
