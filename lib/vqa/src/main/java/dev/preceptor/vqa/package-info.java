/**
 * Questions and prompts: reads PMC-VQA files and makes prompts of questions.
 *
 * <p>Knows the published CSV layouts, the paper's templates and Qwen2-VL's prompt format. Must not
 * know how answers are graded (beyond the text forms of {@link dev.preceptor.vqa.grading}),
 * sampling, Kafka or recipes.
 */
package dev.preceptor.vqa;
