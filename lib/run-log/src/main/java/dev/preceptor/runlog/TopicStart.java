package dev.preceptor.runlog;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the following of a topic begins.
 *
 * @param topic full name
 * @param partitions of the topic
 * @param atEnd whether what is there already is passed over
 */
public record TopicStart(String topic, int partitions, boolean atEnd) {

  /** Everything from the first record on. */
  public static TopicStart beginning(String topic, int partitions) {
    return new TopicStart(topic, partitions, false);
  }

  /** Only what is written from now on. */
  public static TopicStart end(String topic, int partitions) {
    return new TopicStart(topic, partitions, true);
  }

  List<TopicPartition> all() {
    return IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
  }
}
