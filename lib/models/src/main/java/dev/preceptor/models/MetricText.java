package dev.preceptor.models;

/**
 * The name of a metric and its entry in the reference.
 *
 * @param key name in the output, in which {@link Metric#NAME} stands for any name
 * @param meaning what is counted, in which unit
 * @param reading how to read it: what is usual, and what to do if it is not
 */
public record MetricText(String key, String meaning, String reading) {}
