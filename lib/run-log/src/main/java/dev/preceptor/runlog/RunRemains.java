package dev.preceptor.runlog;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.schemas.Topics;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;

/**
 * All that a Kafka cluster holds of a run.
 *
 * @param topics names of its topics, those of rescores and of Kafka Streams included
 * @param groups names of its consumer groups
 * @param transactionalIds of its producers
 */
public record RunRemains(
    @JsonProperty("topics") List<String> topics,
    @JsonProperty("groups") List<String> groups,
    @JsonProperty("transactional_ids") List<String> transactionalIds) {

  private static final int TIMEOUT_MILLIS = 30_000;

  public RunRemains {
    topics = List.copyOf(topics);
    groups = List.copyOf(groups);
    transactionalIds = List.copyOf(transactionalIds);
  }

  /**
   * Looks for them by name: no run's name has a dot, and everything of a run begins with its name
   * and a dot or, for transactional ids, a hyphen.
   */
  public static RunRemains find(BrokerAccess broker, Topics run) {
    try (Admin admin = KafkaClients.admin(broker, TIMEOUT_MILLIS)) {
      return new RunRemains(
          named(get(broker, admin.listTopics().names()), run.run() + "."),
          named(
              get(broker, admin.listGroups(new ListGroupsOptions()).all()).stream()
                  .map(GroupListing::groupId)
                  .toList(),
              run.run() + "."),
          get(broker, admin.listTransactions().all()).stream()
              .map(TransactionListing::transactionalId)
              .filter(
                  id ->
                      id.equals(run.learnerTransaction())
                          || id.equals(run.evalTransaction())
                          || id.startsWith(run.run() + "."))
              .sorted()
              .toList());
    }
  }

  private static List<String> named(Collection<String> names, String prefix) {
    return names.stream().filter(name -> name.startsWith(prefix)).sorted().toList();
  }

  /** Whether there is nothing to delete; a transactional id alone goes by itself. */
  public boolean isEmpty() {
    return topics.isEmpty() && groups.isEmpty();
  }

  /**
   * Deletes them. Producers are fenced off first, so that none that is left can write again; Kafka
   * forgets their ids after a week.
   *
   * @throws InputException if a process of the run is running
   */
  public void delete(BrokerAccess broker) {
    try (Admin admin = KafkaClients.admin(broker, TIMEOUT_MILLIS)) {
      get(broker, admin.describeConsumerGroups(groups).all()).values().stream()
          .filter(group -> !group.members().isEmpty())
          .findFirst()
          .ifPresent(RunRemains::refuse);
      get(broker, admin.fenceProducers(transactionalIds).all());
      get(broker, admin.deleteConsumerGroups(groups).all());
      get(broker, admin.deleteTopics(topics).all());
    }
  }

  private static void refuse(ConsumerGroupDescription group) {
    throw new InputException(
        "consumer group %s has members, the first is %s; stop the run's processes first"
            .formatted(
                group.groupId(),
                group.members().iterator().next().groupInstanceId().orElse("without a name")));
  }

  private static <T> T get(BrokerAccess broker, KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailedException("interrupted while talking to the broker", e);
    } catch (ExecutionException e) {
      throw BrokerRefusal.of(e, broker, AclOperation.DELETE)
          .<RuntimeException>map(why -> why)
          .orElseGet(
              () -> new RunFailedException("the broker refused the request: " + e.getCause(), e));
    }
  }
}
