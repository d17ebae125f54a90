package dev.preceptor.vqa.benchmark;

/**
 * The result of one question.
 *
 * @param row the question's row in its file
 * @param answer the correct letter
 * @param response the policy's completion
 * @param correct whether the accuracy reward is 1
 * @param why the accuracy reward's reason
 */
public record QuestionScore(long row, char answer, String response, boolean correct, String why) {}
