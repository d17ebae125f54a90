package dev.preceptor.learner;

/**
 * Where a record stands in the topic of scored groups.
 *
 * @param partition from 0
 * @param offset within the partition
 */
public record LogPosition(int partition, long offset) {}
