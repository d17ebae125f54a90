package dev.preceptor.vqa.benchmark;

/**
 * How one question went.
 *
 * @param row the question's row in its file
 * @param answer the right letter
 * @param response what the policy wrote
 * @param correct whether the accuracy reward counts it as right
 * @param why the check that decided
 */
public record QuestionScore(long row, char answer, String response, boolean correct, String why) {}
