package dev.preceptor.vqa.benchmark;

/**
 * A policy's answer to one question.
 *
 * @param text what it wrote
 * @param tokens how many tokens that took
 * @param stopped whether it ended by itself within the length limit
 */
public record Answer(String text, int tokens, boolean stopped) {}
