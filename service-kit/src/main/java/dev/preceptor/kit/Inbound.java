package dev.preceptor.kit;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The way in: decodes records of one type, and sends what cannot be read to the dead letters. */
public final class Inbound<T extends SpecificRecord> {

  private Inbound() {}

  public static <T extends SpecificRecord> Inbound<T> of(Class<T> type, DeadLetters deadLetters) {
    throw new UnsupportedOperationException();
  }

  public Inbound<T> checking(BiConsumer<String, T> check) {
    throw new UnsupportedOperationException();
  }

  public Optional<T> read(ConsumerRecord<String, byte[]> record) {
    throw new UnsupportedOperationException();
  }

  public Optional<T> read(Message<byte[]> message) {
    throw new UnsupportedOperationException();
  }
}
