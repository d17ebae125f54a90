package dev.preceptor.chaos;

import dev.preceptor.runlog.KafkaSettings;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Sees what the services write, by the keys of their records. */
final class LogWatch implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);

  private final Topics topics;
  private final KafkaConsumer<byte[], byte[]> consumer;

  LogWatch(String bootstrapServers, Topics topics, int partitions) {
    this.topics = topics;
    consumer =
        new KafkaConsumer<>(
            KafkaSettings.reader(bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var all =
        Stream.concat(
                Stream.of(topics.trainingSteps(), topics.evaluations())
                    .map(topic -> new TopicPartition(topic, 0)),
                Stream.of(topics.rollouts(), topics.scoredGroups(), topics.judgements())
                    .flatMap(
                        topic ->
                            IntStream.range(0, partitions)
                                .mapToObj(i -> new TopicPartition(topic, i))))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  /** What has come since the last call. */
  List<ObservedRecord> poll() {
    List<ObservedRecord> seen = new ArrayList<>();
    try {
      for (var record : consumer.poll(POLL)) {
        add(record, seen);
      }
    } catch (KafkaException e) {
      // The broker is among the victims; the next call reads on.
    }
    return seen;
  }

  private void add(ConsumerRecord<byte[], byte[]> record, List<ObservedRecord> seen) {
    var key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    try {
      var topic = record.topic();
      if (topic.equals(topics.trainingSteps())) {
        seen.add(sighting(FaultTarget.LEARNER, Integer.parseInt(key), Milestone.TRAINED, record));
      } else if (topic.equals(topics.evaluations())) {
        seen.add(sighting(FaultTarget.EVAL, 0, Milestone.TRAINED, record));
      } else if (topic.equals(topics.rollouts())) {
        seen.add(
            sighting(FaultTarget.ROLLOUT, GroupKey.parse(key).step(), Milestone.SAMPLED, record));
      } else if (topic.equals(topics.scoredGroups())) {
        seen.add(
            sighting(FaultTarget.REWARD, GroupKey.parse(key).step(), Milestone.SCORED, record));
      } else {
        seen.add(sighting(FaultTarget.JUDGE, 0, Milestone.TRAINED, record));
      }
    } catch (UnreadableRecordException | NumberFormatException e) {
      // None of the run's records.
    }
  }

  private static ObservedRecord sighting(
      FaultTarget writer, int step, Milestone milestone, ConsumerRecord<?, ?> record) {
    return new ObservedRecord(writer, new Moment(step, milestone, 0), record.timestamp());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
