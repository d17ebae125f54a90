/**
 * What people say of a run's responses and answers, and how far model judges agree with them. Only
 * the readers know Kafka. Must not know who shows it.
 */
package dev.preceptor.history.review;
