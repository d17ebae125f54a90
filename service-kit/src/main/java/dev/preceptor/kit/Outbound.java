package dev.preceptor.kit;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The way out: encodes records of one type. */
public final class Outbound<T extends SpecificRecord> {

  private Outbound() {}

  public static <T extends SpecificRecord> Outbound<T> of(Class<T> type) {
    throw new UnsupportedOperationException();
  }

  public Message<byte[]> message(String key, T record) {
    throw new UnsupportedOperationException();
  }

  public Message<byte[]> message(String key, int partition, T record) {
    throw new UnsupportedOperationException();
  }

  public ProducerRecord<String, byte[]> producerRecord(String topic, String key, T record) {
    throw new UnsupportedOperationException();
  }
}
