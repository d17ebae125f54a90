package dev.preceptor.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.SkippedBatch;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final DeadLetterCounts counts = new DeadLetterCounts();
  private final DeadLetters deadLetters = new DeadLetters(new Topics("r"), counts, producer);
  private final Inbound<Rollout> inbound = Inbound.of(Rollout.class, deadLetters);
  private final Outbound<Rollout> outbound = Outbound.of(Rollout.class);

  @Test
  void anUnreadableRecordIsSentToTheDeadLettersUnchangedWithTheReason() {
    byte[] garbage = {9, 9, 9};

    assertThat(inbound.read(new ConsumerRecord<>("r.rollouts", 2, 17, "12-3", garbage))).isEmpty();

    ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
    assertThat(sent.topic()).isEqualTo("r.dead-letters");
    assertThat(sent.key()).isEqualTo("12-3".getBytes(UTF_8));
    assertThat(sent.value()).isEqualTo(garbage);
    assertThat(DeadLetter.of(sent.headers()))
        .isEqualTo(
            new DeadLetter(
                "r.rollouts",
                2,
                17,
                "not a Rollout: the bytes do not start as Avro's single-object encoding does",
                false));
    assertThat(counts.of("rollouts")).isEqualTo(1);
  }

  @Test
  void aRecordWithoutKeyAndValueIsADeadLetterToo() {
    assertThat(inbound.read(new ConsumerRecord<>("r.rollouts", 2, 17, null, null))).isEmpty();
    assertThat(producer.history().get(0).value()).isNull();
  }

  @Test
  void aReadableRecordLeavesNoDeadLetter() {
    ProducerRecord<String, byte[]> sent = outbound.producerRecord("r.rollouts", "12-3", rollout());
    ConsumerRecord<String, byte[]> received =
        new ConsumerRecord<>(sent.topic(), 0, 0, sent.key(), sent.value());

    assertThat(inbound.read(received)).contains(rollout());
    assertThat(inbound.read(message(received))).contains(rollout());
    assertThat(counts.of("rollouts")).isZero();
  }

  @Test
  void aRecordThatContradictsItsKeyIsADeadLetter() {
    Inbound<Rollout> checking =
        inbound.checking(
            (record, rollout) -> {
              if (!GroupKey.parse(record.key())
                  .equals(new GroupKey(rollout.getStep(), rollout.getSlot()))) {
                throw new UnreadableRecordException("its key is not its group's");
              }
            });
    byte[] value = RecordCodec.of(Rollout.class).encode(rollout());

    assertThat(checking.read(new ConsumerRecord<>("t", 0, 0, "12-3", value))).isPresent();
    assertThat(checking.read(new ConsumerRecord<>("t", 0, 1, "12-4", value))).isEmpty();
    assertThat(checking.read(new ConsumerRecord<>("t", 0, 2, "x", value))).isEmpty();
    assertThat(producer.history())
        .extracting(record -> DeadLetter.of(record.headers()).reason())
        .containsExactly("its key is not its group's", "key 'x' is not step-slot");
  }

  @Test
  void aSkippedBatchIsADeadLetterWithTheReasonOfTheSkipping() {
    var skipped = new ConsumerRecord<String, byte[]>("t", 0, 7, null, null);
    skipped.headers().add(new SkippedBatch("a batch that is too large").header());
    assertThat(inbound.read(skipped)).isEmpty();
    assertThat(DeadLetter.of(producer.history().get(0).headers()))
        .isEqualTo(new DeadLetter("t", 0, 7, "a batch that is too large", false));
  }

  @Test
  void aRefusedRecordIsToldFromAnUnreadableOne() {
    Inbound<Rollout> refusing =
        inbound.checking(
            (record, rollout) -> {
              throw new RefusedRecordException("ahead of the run");
            });
    byte[] value = RecordCodec.of(Rollout.class).encode(rollout());
    List<UnreadableRecordException> reasons = new ArrayList<>();
    refusing.read(new ConsumerRecord<>("t", 0, 1, "12-3", value), Optional::of, reasons::add);
    refusing.read(new ConsumerRecord<>("t", 0, 2, "12-3", new byte[1]), Optional::of, reasons::add);
    assertThat(reasons.get(0)).isInstanceOf(RefusedRecordException.class);
    assertThat(reasons.get(1)).isNotInstanceOf(RefusedRecordException.class);
    assertThat(producer.history())
        .extracting(record -> DeadLetter.of(record.headers()).refused())
        .containsExactly(true, false);
  }

  @Test
  void aDeadLetterThatTheBrokerRefusesIsNotCounted() {
    producer.sendException = new RecordTooLargeException("too large");

    assertThatThrownBy(() -> inbound.read(new ConsumerRecord<>("t", 0, 0, "k", new byte[1])))
        .isInstanceOf(KafkaException.class);
    assertThat(counts.of("t")).isZero();
  }

  @Test
  void aLongReasonIsTruncated() {
    DeadLetter letter = new DeadLetter("t", 0, 0, "x".repeat(1 << 20), false);
    assertThat(letter.reason()).hasSize(DeadLetter.MAX_REASON_CHARS);
    assertThat(DeadLetter.of(new RecordHeaders(letter.headers()))).isEqualTo(letter);
  }

  @Test
  void anOutgoingMessageNamesKeyAndPartition() {
    OutgoingKafkaRecordMetadata<?> metadata =
        outbound
            .message("12-3", 4, rollout())
            .getMetadata(OutgoingKafkaRecordMetadata.class)
            .orElseThrow();
    assertThat(metadata.getKey()).isEqualTo("12-3");
    assertThat(metadata.getPartition()).isEqualTo(4);
  }

  private static Message<byte[]> message(ConsumerRecord<String, byte[]> record) {
    return Message.of(record.value())
        .addMetadata(new IncomingKafkaRecordMetadata<>(record, "rollouts"));
  }

  private static Rollout rollout() {
    return new Rollout(
        12, 3, 11, "?", List.of("a"), "A", List.of(), "no image", "w1", 4L, List.of());
  }
}
