package dev.preceptor.kit;

import dev.preceptor.schemas.RecordCodec;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Encodes outgoing records of one type.
 *
 * @param <T> the record type
 */
public final class Outbound<T extends SpecificRecord> {
  private final RecordCodec<T> codec;

  private Outbound(RecordCodec<T> codec) {
    this.codec = codec;
  }

  /** An encoder for records of a type. */
  public static <T extends SpecificRecord> Outbound<T> of(Class<T> type) {
    return new Outbound<>(RecordCodec.of(type));
  }

  /**
   * A message for a Kafka channel; the key determines the partition.
   *
   * @throws IllegalArgumentException if the record is too large for Kafka
   */
  public Message<byte[]> message(String key, T record) {
    return message(OutgoingKafkaRecordMetadata.<String>builder().withKey(key), record);
  }

  /**
   * The same with headers.
   *
   * @throws IllegalArgumentException if the record is too large for Kafka
   */
  public Message<byte[]> message(String key, T record, Headers headers) {
    return message(
        OutgoingKafkaRecordMetadata.<String>builder().withKey(key).withHeaders(headers), record);
  }

  /**
   * A message for a given partition of a Kafka channel.
   *
   * @throws IllegalArgumentException if the record is too large for Kafka
   */
  public Message<byte[]> message(String key, int partition, T record) {
    return message(
        OutgoingKafkaRecordMetadata.<String>builder().withKey(key).withPartition(partition),
        record);
  }

  /**
   * A record for a producer; the key determines the partition.
   *
   * @throws IllegalArgumentException if the record is too large for Kafka
   */
  public ProducerRecord<String, byte[]> producerRecord(String topic, String key, T record) {
    return new ProducerRecord<>(topic, key, codec.encode(record));
  }

  /**
   * A record for a producer, for a given partition and with headers.
   *
   * @throws IllegalArgumentException if the record is too large for Kafka
   */
  public ProducerRecord<String, byte[]> producerRecord(
      String topic, int partition, String key, T record, Headers headers) {
    return new ProducerRecord<>(topic, partition, key, codec.encode(record), headers);
  }

  private Message<byte[]> message(
      OutgoingKafkaRecordMetadata.OutgoingKafkaRecordMetadataBuilder<String> metadata, T record) {
    return Message.of(codec.encode(record)).addMetadata(metadata.build());
  }
}
