package dev.preceptor.fleet.join;

import dev.preceptor.runlog.KafkaSettings;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows a run's steps from the first on, and the rollouts that are written from now on. */
final class RunFeed implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(250);

  private final Topics topics;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordCodec<TrainingStep> steps = RecordCodec.of(TrainingStep.class);
  private final RecordCodec<Rollout> rollouts = RecordCodec.of(Rollout.class);
  private int lastStep;

  RunFeed(String bootstrapServers, Topics topics, int partitions) {
    this.topics = topics;
    consumer =
        new KafkaConsumer<>(
            KafkaSettings.reader(bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var results = List.of(new TopicPartition(topics.trainingSteps(), 0));
    List<TopicPartition> groups = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      groups.add(new TopicPartition(topics.rollouts(), partition));
    }
    var all = new ArrayList<>(groups);
    all.addAll(results);
    consumer.assign(all);
    consumer.seekToBeginning(results);
    consumer.seekToEnd(groups);
    // The end is looked up when it is first asked for: now, not when something was written.
    groups.forEach(consumer::position);
  }

  /** Hands over the rollouts that have come since the last call, after waiting for a moment. */
  void poll(Consumer<Rollout> sampled) {
    try {
      for (var record : consumer.poll(POLL)) {
        take(record, sampled);
      }
    } catch (KafkaException e) {
      // The broker is away; whoever asks it about the group says so. The next call reads on.
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Consumer<Rollout> sampled) {
    try {
      if (record.topic().equals(topics.trainingSteps())) {
        lastStep = Math.max(lastStep, steps.decode(record.value()).getStep());
      } else {
        sampled.accept(rollouts.decode(record.value()));
      }
    } catch (UnreadableRecordException e) {
      // None of the run's records; the services put it aside as a dead letter.
    }
  }

  /** The last step that was taken; 0 before the first. */
  int lastStep() {
    return lastStep;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
