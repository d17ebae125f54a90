package dev.preceptor.rollout;

/**
 * The position of a prompt in its topic.
 *
 * @param partition from 0
 * @param offset within the partition
 */
public record PromptOrigin(int partition, long offset) {}
