package dev.preceptor.reward;

import dev.preceptor.schemas.Topics;
import dev.preceptor.scoring.RewardAssembly;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * Rollouts and judgements merged by key into one processor, which gives scored groups and dead
 * letters. A join of streams would do as little as the slower of the two; a store with a clock of
 * its own lets a group go without its judge.
 */
final class RewardTopology {

  private static final String ROLLOUTS = "rollouts";
  private static final String JUDGEMENTS = "judgements";
  private static final String GROUPS = "groups";

  /** Groups that wait are few and marks are small, so both live in memory beside their log. */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          Integer.toString(Topics.MAX_RECORD_BYTES + Topics.RECORD_OVERHEAD_BYTES));

  private RewardTopology() {}

  static Topology of(RewardAssembly assembly, Topics topics, WaitingGroups counted) {
    StringDeserializer key = new StringDeserializer();
    ByteArrayDeserializer value = new ByteArrayDeserializer();
    return new Topology()
        .addSource(ROLLOUTS, key, value, topics.rollouts())
        .addSource(JUDGEMENTS, key, value, topics.judgements())
        .addProcessor(
            GROUPS, () -> new GroupProcessor(assembly, topics, counted), ROLLOUTS, JUDGEMENTS)
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(GroupProcessor.WAITING),
                    Serdes.String(),
                    new WaitingSerde())
                .withLoggingEnabled(CHANGELOG),
            GROUPS)
        .addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(GroupProcessor.FINISHED),
                Serdes.String(),
                Serdes.ByteArray()),
            GROUPS)
        .addSink(
            GroupProcessor.SCORED_GROUPS,
            topics.scoredGroups(),
            new StringSerializer(),
            new ByteArraySerializer(),
            GROUPS)
        .addSink(
            GroupProcessor.DEAD_LETTERS,
            topics.deadLetters(),
            new StringSerializer(),
            new ByteArraySerializer(),
            GROUPS);
  }
}
