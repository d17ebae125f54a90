package dev.preceptor.rollout;

/**
 * Where a prompt stands in its topic.
 *
 * @param partition from 0
 * @param offset within the partition
 */
public record PromptOrigin(int partition, long offset) {}
