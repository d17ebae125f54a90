package dev.preceptor.fleet.train;

import dev.preceptor.runlog.KafkaSettings;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows a run through its topics: all its steps and evaluations from the first on, and the groups
 * on their way.
 */
final class RunMonitor implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final Topics topics;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordCodec<TrainingStep> steps = RecordCodec.of(TrainingStep.class);
  private final RecordCodec<Evaluation> evaluations = RecordCodec.of(Evaluation.class);
  private final RecordCodec<Judgement> judgements = RecordCodec.of(Judgement.class);

  /**
   * @param partitions of the topics that hold groups
   * @param resumed whether the groups that are there already are of no interest
   */
  RunMonitor(String bootstrapServers, Topics topics, int partitions, boolean resumed) {
    this.topics = topics;
    consumer =
        new KafkaConsumer<>(
            KafkaSettings.reader(bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var results =
        Stream.of(topics.trainingSteps(), topics.evaluations())
            .map(topic -> new TopicPartition(topic, 0))
            .toList();
    var groups =
        Stream.of(topics.rollouts(), topics.judgements(), topics.scoredGroups())
            .flatMap(
                topic -> IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)))
            .toList();
    List<TopicPartition> all = new ArrayList<>(results);
    all.addAll(groups);
    consumer.assign(all);
    consumer.seekToBeginning(resumed ? results : all);
    if (resumed) {
      consumer.seekToEnd(groups);
    }
  }

  /** Hands over what has come since the last call, after waiting for it a moment. */
  void poll(RunEvents events) {
    try {
      for (var record : consumer.poll(POLL)) {
        hand(record, events);
      }
    } catch (RetriableException e) {
      // The broker is being started again; the next call reads on.
    }
  }

  private void hand(ConsumerRecord<byte[], byte[]> record, RunEvents events) {
    try {
      if (record.topic().equals(topics.trainingSteps())) {
        events.stepped(steps.decode(record.value()));
      } else if (record.topic().equals(topics.evaluations())) {
        events.evaluated(evaluations.decode(record.value()));
      } else if (record.topic().equals(topics.rollouts())) {
        events.sampled(group(record));
      } else if (record.topic().equals(topics.judgements())) {
        events.judged(group(record), judgements.decode(record.value()).getJudge());
      } else {
        events.scored(group(record));
      }
    } catch (UnreadableRecordException e) {
      // None of the run's records; the services put it aside as a dead letter.
    }
  }

  private static GroupKey group(ConsumerRecord<byte[], byte[]> record) {
    return GroupKey.parse(
        record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSING));
  }
}
