/**
 * Weights that learn: masters, gradients, AdamW, and the two trainers (policy gradient and
 * supervised). Knows neither Kafka nor data sets.
 */
package dev.preceptor.models.training;
