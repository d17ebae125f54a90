package dev.preceptor.learner;

/**
 * The position of a record in the topic of scored groups.
 *
 * @param partition from 0
 * @param offset within the partition
 */
public record LogPosition(int partition, long offset) {}
