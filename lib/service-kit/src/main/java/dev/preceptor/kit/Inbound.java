package dev.preceptor.kit;

import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.SkippedBatch;
import dev.preceptor.schemas.UnreadableRecordException;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.util.Optional;
import java.util.function.Consumer;
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
  private final Condition<T> check;

  /**
   * What a record must be like to be used.
   *
   * @param <T> the record type
   */
  @FunctionalInterface
  public interface Condition<T> {

    /**
     * Checks a record.
     *
     * @throws UnreadableRecordException with the reason if it cannot be used
     */
    void require(ConsumerRecord<String, byte[]> record, T decoded);
  }

  private Inbound(RecordCodec<T> codec, DeadLetters deadLetters, Condition<T> check) {
    this.codec = codec;
    this.deadLetters = deadLetters;
    this.check = check;
  }

  /** A decoder for records of a type. */
  public static <T extends SpecificRecord> Inbound<T> of(Class<T> type, DeadLetters deadLetters) {
    return new Inbound<>(RecordCodec.of(type), deadLetters, (record, decoded) -> {});
  }

  /** A copy of this decoder with an additional check, after those that it has. */
  public Inbound<T> checking(Condition<T> condition) {
    return new Inbound<>(
        codec,
        deadLetters,
        (record, decoded) -> {
          check.require(record, decoded);
          condition.require(record, decoded);
        });
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
    return read(record, use, why -> {});
  }

  /**
   * The same, for whoever does something about a record that cannot be used.
   *
   * @param unusable takes the reason when the dead letter is sent; it is a {@link
   *     dev.preceptor.schemas.RefusedRecordException} if the record has no effect
   */
  public <R> Optional<R> read(
      ConsumerRecord<String, byte[]> record,
      Function<T, Optional<R>> use,
      Consumer<UnreadableRecordException> unusable) {
    try {
      SkippedBatch.requireNone(record.headers());
      T decoded = codec.decode(record.value());
      check.require(record, decoded);
      return use.apply(decoded);
    } catch (UnreadableRecordException e) {
      deadLetters.send(record, e);
      unusable.accept(e);
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

  /**
   * The record of a message from a Kafka channel with string keys.
   *
   * @throws IllegalArgumentException if the message did not come from Kafka
   */
  @SuppressWarnings("unchecked")
  public static ConsumerRecord<String, byte[]> recordOf(Message<byte[]> message) {
    return message
        .getMetadata(IncomingKafkaRecordMetadata.class)
        .map(metadata -> (ConsumerRecord<String, byte[]>) metadata.getRecord())
        .orElseThrow(() -> new IllegalArgumentException("a message that did not come from Kafka"));
  }
}
