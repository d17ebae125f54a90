/**
 * Training: master weights, gradients, AdamW, and the two trainers (policy gradient and
 * supervised). Must not know Kafka or data sets.
 */
package dev.preceptor.models.training;
