/**
 * The records that services exchange: topic names and settings, keys, and the binary encoding of
 * the Avro records defined in {@code src/main/avro}.
 *
 * <p>Knows Avro and Kafka's terms. Must not know what a record means or which service reads it.
 */
package dev.preceptor.schemas;
