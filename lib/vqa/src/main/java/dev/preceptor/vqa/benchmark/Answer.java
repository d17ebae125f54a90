package dev.preceptor.vqa.benchmark;

/**
 * A policy's answer to one question.
 *
 * @param text the whole response, including what its prompt opened
 * @param tokens number of tokens of the completion
 * @param stopped whether it ended before the length limit
 */
public record Answer(String text, int tokens, boolean stopped) {}
