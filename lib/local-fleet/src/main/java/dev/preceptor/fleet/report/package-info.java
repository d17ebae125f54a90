/** A run's metrics in the forms that other programs read, made from {@code metrics.jsonl}. */
package dev.preceptor.fleet.report;
