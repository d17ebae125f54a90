package dev.preceptor.reward;

import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.runlog.ConsumerGroups;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Asks the broker. A worker acknowledges a prompt only when its rollout is written. So once a
 * group's prompt is acknowledged, its rollout is in the log; and once this service has committed
 * all that was in the log then, it has read it.
 */
final class BrokerGroupLog implements GroupLog {

  private static final Logger LOG = Logger.getLogger(BrokerGroupLog.class);

  /** Prompts carry images, so few records are read to find one. */
  private static final long WINDOW = 32;

  private final RunLog log;
  private final Supplier<ConsumerGroups> connect;
  private final Topics topics;
  private final UnitLayout layout;
  private final int partitions;

  /**
   * Where the prompts of groups that were asked about lie. They are looked for once: strangers'
   * records behind a prompt make the search long, and each one that is a bomb costs a second.
   */
  private final Map<GroupKey, Long> prompts = new HashMap<>();

  /** Where the rollouts of groups whose prompts are acknowledged ended when that was seen. */
  private final Map<GroupKey, Long> ends = new HashMap<>();

  BrokerGroupLog(
      RunLog log,
      Supplier<ConsumerGroups> connect,
      Topics topics,
      UnitLayout layout,
      int partitions) {
    this.log = log;
    this.connect = connect;
    this.topics = topics;
    this.layout = layout;
    this.partitions = partitions;
  }

  @Override
  public synchronized boolean isRolloutRead(GroupKey group) {
    TopicPartition rollouts = new TopicPartition(topics.rollouts(), group.partition(partitions));
    try (ConsumerGroups groups = connect.get()) {
      if (!ends.containsKey(group)) {
        if (!isAcknowledged(group, groups)) {
          return false;
        }
        ends.put(group, log.end(rollouts));
      }
      boolean read = committed(groups, "reward", rollouts) >= ends.get(group);
      if (read) {
        ends.remove(group);
        prompts.remove(group);
      }
      return read;
    } catch (KafkaException | RunFailedException e) {
      LOG.warnf("whether group %s was sampled is not known yet: %s", group, e.getMessage());
      return false;
    }
  }

  private boolean isAcknowledged(GroupKey group, ConsumerGroups groups) {
    int partition = layout.unitOf(group.slot()) % partitions;
    if (!prompts.containsKey(group)) {
      last(RunEvent.Issued.class, partition, group).ifPresent(at -> prompts.put(group, at));
    }
    return prompts.containsKey(group)
        && committed(groups, "rollout", new TopicPartition(topics.prompts(), partition))
            > prompts.get(group);
  }

  private long committed(ConsumerGroups groups, String service, TopicPartition partition) {
    return groups.committed(topics.member(service), partition.topic()).getOrDefault(partition, -1L);
  }

  @Override
  public boolean isScored(GroupKey group) {
    return last(RunEvent.Scored.class, group.partition(partitions), group).isPresent();
  }

  /** The offset of the last readable record with a group's key. */
  private <E extends RunEvent> OptionalLong last(Class<E> type, int partition, GroupKey group) {
    String key = group.toString();
    return log.lasts(type, partition, WINDOW, event -> key.equals(event.key())).stream()
        .filter(event -> key.equals(event.key()))
        .mapToLong(event -> event.place().offset())
        .findFirst();
  }
}
