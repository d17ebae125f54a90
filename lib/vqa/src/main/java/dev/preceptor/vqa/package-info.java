/**
 * What is asked: reading PMC-VQA files and wording the prompt of a question.
 *
 * <p>Knows the published CSV layouts, the paper's templates, and how a Qwen2-VL is asked. Must not
 * know how an answer is graded beyond the text forms of {@link dev.preceptor.vqa.grading}, nor
 * sampling, Kafka or recipes.
 */
package dev.preceptor.vqa;
