/**
 * What travels between the services: topic names and their settings, keys, and the binary form of
 * the Avro records that {@code src/main/avro} describes.
 *
 * <p>Knows Avro, and Kafka's names for settings. Must not know what a record means, nor who reads
 * it.
 */
package dev.preceptor.schemas;
