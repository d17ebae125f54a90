/**
 * Graders: rewards by name, pure functions of a response's text and the question's choices.
 *
 * <p>Must not know files, models, Kafka or recipes: everything that a grader needs is in {@link
 * dev.preceptor.vqa.grading.Graded}.
 */
package dev.preceptor.vqa.grading;
