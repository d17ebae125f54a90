/**
 * What thinks: models in and out of Hugging Face's layout, the mathematics they run, and how they
 * are sampled and trained. Knows neither Kafka nor Quarkus nor what is asked of a model.
 */
package dev.preceptor.models;
