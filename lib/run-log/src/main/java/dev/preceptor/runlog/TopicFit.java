package dev.preceptor.runlog;

import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.schemas.TopicSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;

/** Whether topics that somebody else made can hold a run. */
public final class TopicFit {

  private static final int TIMEOUT_MILLIS = 20_000;
  private static final String MAX_MESSAGE_BYTES = "max.message.bytes";
  private static final String MIN_INSYNC = "min.insync.replicas";

  /** Settings without which records would go too early, or could not be written. */
  private static final List<String> NEEDED =
      List.of("cleanup.policy", "retention.ms", "retention.bytes", MAX_MESSAGE_BYTES, MIN_INSYNC);

  private TopicFit() {}

  /**
   * Holds topics against what the run needs of them.
   *
   * @throws InputException if one does not fit; the message says how to change it
   */
  public static void require(BrokerAccess broker, List<TopicSpec> specs) {
    try (Admin admin = KafkaClients.admin(broker, TIMEOUT_MILLIS)) {
      Map<String, TopicSpec> wanted =
          specs.stream().collect(Collectors.toMap(TopicSpec::name, spec -> spec));
      Map<String, TopicDescription> there =
          admin.describeTopics(wanted.keySet()).allTopicNames().get();
      Map<ConfigResource, Config> configs =
          admin
              .describeConfigs(
                  wanted.keySet().stream()
                      .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                      .toList())
              .all()
              .get();
      there.forEach((name, topic) -> requirePartitions(wanted.get(name), topic));
      configs.forEach((topic, config) -> requireSettings(wanted.get(topic.name()), config));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailedException("interrupted while talking to the broker", e);
    } catch (ExecutionException e) {
      throw BrokerRefusal.of(e, broker, AclOperation.DESCRIBE_CONFIGS, specs.get(0).name())
          .<RuntimeException>map(why -> why)
          .orElseGet(
              () -> new RunFailedException("the topics cannot be described: " + e.getCause(), e));
    }
  }

  private static void requirePartitions(TopicSpec wanted, TopicDescription topic) {
    int partitions = topic.partitions().size();
    if (partitions != wanted.partitions()) {
      throw new InputException(
          "topic %s has %d partition%s; the run needs %d: delete it, or change the recipe key partitions"
              .formatted(
                  wanted.name(), partitions, partitions == 1 ? "" : "s", wanted.partitions()));
    }
  }

  private static void requireSettings(TopicSpec wanted, Config config) {
    for (String key : NEEDED) {
      String need = wanted.config().get(key);
      ConfigEntry entry = config.get(key);
      if (need != null && entry != null && !fits(key, need, entry.value())) {
        throw new InputException(
            "topic %s has %s=%s; the run needs %s: kafka-configs.sh --alter --topic %s --add-config %s=%s"
                .formatted(wanted.name(), key, entry.value(), need, wanted.name(), key, need));
      }
    }
  }

  private static boolean fits(String key, String need, String has) {
    return key.equals(MAX_MESSAGE_BYTES)
        ? Long.parseLong(has) >= Long.parseLong(need)
        : need.equals(has);
  }
}
