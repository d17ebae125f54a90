package dev.preceptor.vqa.benchmark;

/**
 * A policy's answer to one question.
 *
 * @param text the whole response, including what its prompt opened
 * @param tokens number of tokens of the completion
 * @param thinkingTokens number of them that are reasoning; 0 if the response has none
 * @param stopped whether it ended before the length limit
 */
public record Answer(String text, int tokens, int thinkingTokens, boolean stopped) {}
