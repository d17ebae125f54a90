package dev.preceptor.kit;

import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.UnreadableRecordException;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Decodes incoming records of one type, and sends those that cannot be read to the dead letters.
 *
 * @param <T> the record type
 */
public final class Inbound<T extends SpecificRecord> {
  private final RecordCodec<T> codec;
  private final DeadLetters deadLetters;
  private final BiConsumer<String, T> check;

  private Inbound(RecordCodec<T> codec, DeadLetters deadLetters, BiConsumer<String, T> check) {
    this.codec = codec;
    this.deadLetters = deadLetters;
    this.check = check;
  }

  /** A decoder for records of a type. */
  public static <T extends SpecificRecord> Inbound<T> of(Class<T> type, DeadLetters deadLetters) {
    return new Inbound<>(RecordCodec.of(type), deadLetters, (key, record) -> {});
  }

  /**
   * A copy of this decoder with an additional check.
   *
   * @param condition receives key and record, and throws {@link UnreadableRecordException} with the
   *     reason if the record cannot be used
   */
  public Inbound<T> checking(BiConsumer<String, T> condition) {
    return new Inbound<>(codec, deadLetters, check.andThen(condition));
  }

  /**
   * Decodes a record. Empty if it could not be read; it is a dead letter then. May block.
   *
   * @throws org.apache.kafka.common.KafkaException if the dead letter could not be sent
   */
  public Optional<T> read(ConsumerRecord<String, byte[]> record) {
    return read(record, Optional::of);
  }

  /**
   * Decodes and uses a record. Empty if it could not be read or used; it is a dead letter then. May
   * block.
   *
   * @param use processes the record; throws {@link UnreadableRecordException} with the reason if it
   *     cannot be used
   * @throws org.apache.kafka.common.KafkaException if the dead letter could not be sent
   */
  public <R> Optional<R> read(ConsumerRecord<String, byte[]> record, Function<T, Optional<R>> use) {
    try {
      T decoded = codec.decode(record.value());
      check.accept(record.key(), decoded);
      return use.apply(decoded);
    } catch (UnreadableRecordException e) {
      deadLetters.send(record, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Decodes the record of a message from a Kafka channel with string keys.
   *
   * @throws IllegalArgumentException if the message did not come from Kafka
   */
  public Optional<T> read(Message<byte[]> message) {
    return read(recordOf(message));
  }

  @SuppressWarnings("unchecked")
  private static ConsumerRecord<String, byte[]> recordOf(Message<byte[]> message) {
    return message
        .getMetadata(IncomingKafkaRecordMetadata.class)
        .map(metadata -> (ConsumerRecord<String, byte[]>) metadata.getRecord())
        .orElseThrow(() -> new IllegalArgumentException("a message that did not come from Kafka"));
  }
}
