/**
 * What is asked: reading PMC-VQA files and wording the prompt of a question.
 *
 * <p>Knows the published CSV layouts and the paper's templates. Must not know how an answer is
 * graded beyond the text forms it shares with {@link dev.preceptor.vqa.grading}, nor models,
 * tokens, Kafka or recipes.
 */
package dev.preceptor.vqa;
