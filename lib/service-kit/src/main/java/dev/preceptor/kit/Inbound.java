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
 * The way in: decodes records of one type, and sends what cannot be read to the dead letters.
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

  /** A way in for records of a type. */
  public static <T extends SpecificRecord> Inbound<T> of(Class<T> type, DeadLetters deadLetters) {
    return new Inbound<>(RecordCodec.of(type), deadLetters, (key, record) -> {});
  }

  /**
   * The same with one more condition.
   *
   * @param condition takes key and record, and throws {@link UnreadableRecordException} with the
   *     reason where the record cannot be used
   */
  public Inbound<T> checking(BiConsumer<String, T> condition) {
    return new Inbound<>(codec, deadLetters, check.andThen(condition));
  }

  /**
   * The record, or nothing once the broker has it as a dead letter. May block.
   *
   * @throws org.apache.kafka.common.KafkaException if the dead letter could not be sent
   */
  public Optional<T> read(ConsumerRecord<String, byte[]> record) {
    return read(record, Optional::of);
  }

  /**
   * What is made of the record, or nothing once the broker has it as a dead letter. May block.
   *
   * @param use takes the record in, and throws {@link UnreadableRecordException} with the reason
   *     where it cannot
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
   * The same for a message of a Kafka channel whose keys are texts.
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
        .orElseThrow(() -> new IllegalArgumentException("a message that is not from Kafka"));
  }
}
