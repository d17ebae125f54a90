/**
 * What the console knows of a run by heart: numbers by step, a line for each group with the places
 * of its records, and each evaluation's right answers. Fed with events, asked by the pages; every
 * collection has a limit. Must not know Kafka, Quarkus or HTTP.
 */
package dev.preceptor.console.index;
