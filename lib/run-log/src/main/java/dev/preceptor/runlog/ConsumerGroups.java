package dev.preceptor.runlog;

import dev.preceptor.run.RunFailedException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** Who is in consumer groups, and what they have committed. */
public final class ConsumerGroups implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final BrokerAccess broker;
  private final Admin admin;

  public ConsumerGroups(BrokerAccess broker) {
    this.broker = broker;
    admin = KafkaClients.admin(broker, TIMEOUT_MILLIS);
  }

  /**
   * The offsets of a group's next records of a topic, by partition; without partitions of which
   * nothing was committed yet. What an open transaction would commit is not seen.
   *
   * @throws RunFailedException if the broker does not tell
   * @throws dev.preceptor.models.InputException if it refuses to
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
      throw failure(
          "the broker does not return the offsets of group " + group, AclOperation.DESCRIBE, e);
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
   * @throws dev.preceptor.models.InputException if it refuses to
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
      throw failure(
          "the broker does not return the members of group " + group, AclOperation.DESCRIBE, e);
    }
  }

  /**
   * Takes processes that have ended out of a group, so that others have their partitions at once.
   * Kafka keeps the place of a member that has a name of its own for the time of a session, since
   * it may be on its way back. One that is no member is passed over.
   *
   * @throws RunFailedException if the broker does not answer
   */
  public void remove(String group, Collection<String> names) {
    try {
      var members = names.stream().map(MemberToRemove::new).toList();
      var removal =
          admin.removeMembersFromConsumerGroup(
              group, new RemoveMembersFromConsumerGroupOptions(members));
      for (var member : members) {
        passOver(removal.memberResult(member));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailedException("interrupted while talking to the broker", e);
    } catch (ExecutionException e) {
      throw failure("the broker does not remove members from group " + group, AclOperation.READ, e);
    }
  }

  private RuntimeException failure(String what, AclOperation wanted, ExecutionException e) {
    return BrokerRefusal.of(e, broker, wanted)
        .<RuntimeException>map(why -> why)
        .orElseGet(() -> new RunFailedException(what + ": " + e.getCause(), e));
  }

  private static void passOver(KafkaFuture<Void> removal)
      throws InterruptedException, ExecutionException {
    try {
      removal.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownMemberIdException
          || e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
