/**
 * Models: reading and writing Hugging Face's layout, the mathematics, sampling and training. Must
 * not know Kafka, Quarkus, data sets or prompts.
 */
package dev.preceptor.models;
