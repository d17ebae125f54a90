package dev.preceptor.study.compare;

/**
 * One question with the answer of one policy.
 *
 * @param row the question's row in its file
 * @param answer the correct letter
 * @param response the policy's response
 * @param correct whether it was graded correct
 */
public record AnsweredQuestion(long row, String answer, String response, boolean correct) {}
