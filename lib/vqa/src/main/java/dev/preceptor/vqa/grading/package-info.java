/**
 * How an answer is graded: rewards by name, pure functions of a response's text and the question's
 * choices.
 *
 * <p>Must not know files, models, Kafka or recipes: what a grader needs travels in {@link
 * dev.preceptor.vqa.grading.Graded}.
 */
package dev.preceptor.vqa.grading;
