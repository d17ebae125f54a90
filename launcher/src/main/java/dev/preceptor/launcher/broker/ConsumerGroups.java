package dev.preceptor.launcher.broker;

import dev.preceptor.launcher.RunFailedException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Who is in consumer groups, and what they have committed. */
public final class ConsumerGroups implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Admin admin;

  public ConsumerGroups(String bootstrapServers) {
    admin = Admin.create(KafkaSettings.admin(bootstrapServers, TIMEOUT_MILLIS));
  }

  /**
   * The offsets of a group's next records of a topic, by partition; without partitions of which
   * nothing was committed yet. What an open transaction would commit is not seen.
   *
   * @throws RunFailedException if the broker does not tell
   */
  public Map<TopicPartition, Long> committed(String group, String topic) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try {
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach(
              (partition, offset) -> {
                if (offset != null && partition.topic().equals(topic)) {
                  offsets.put(partition, offset.offset());
                }
              });
      return offsets;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailedException("interrupted while talking to the broker", e);
    } catch (ExecutionException e) {
      throw new RunFailedException(
          "the broker does not tell the offsets of group " + group + ": " + e.getCause(), e);
    }
  }

  /**
   * A member of a group.
   *
   * @param name of its process
   * @param partitions that it reads
   */
  public record Member(String name, List<TopicPartition> partitions) {}

  /**
   * Who is in a group now; nobody where there is no such group.
   *
   * @throws RunFailedException if the broker does not tell
   */
  public List<Member> members(String group) {
    try {
      return admin
          .describeConsumerGroups(List.of(group))
          .describedGroups()
          .get(group)
          .get()
          .members()
          .stream()
          .map(
              member ->
                  new Member(
                      member.groupInstanceId().orElse(member.clientId()),
                      List.copyOf(member.assignment().topicPartitions())))
          .sorted(Comparator.comparing(Member::name))
          .toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailedException("interrupted while talking to the broker", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return List.of();
      }
      throw new RunFailedException(
          "the broker does not tell who is in group " + group + ": " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
