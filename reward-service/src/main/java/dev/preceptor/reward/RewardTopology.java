package dev.preceptor.reward;

import dev.preceptor.kit.DeadLetterCounts;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.trace.GroupTraces;
import dev.preceptor.schemas.Topics;
import dev.preceptor.scoring.RewardAssembly;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.state.Stores;

/**
 * Rollouts and judgements merged by key into one processor, which gives scored groups and dead
 * letters. A join of streams would stall on an idle judge; a store with a clock of its own lets a
 * group leave without its judge.
 */
final class RewardTopology {

  private static final String ROLLOUTS = "rollouts";
  private static final String JUDGEMENTS = "judgements";
  private static final String GROUPS = "groups";

  /**
   * Settings of the stores' changelogs. Waiting groups and marks are few, so all stores are in
   * memory. A changelog is compacted after a minute; tombstones are kept for longer than restoring
   * from it takes. A transaction marker is removed three compactions after its records, and with
   * Kafka's default ratio of one half each of these would wait for a larger log than the last.
   */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          Integer.toString(Topics.MAX_RECORD_BYTES + Topics.RECORD_OVERHEAD_BYTES),
          TopicConfig.SEGMENT_MS_CONFIG,
          Long.toString(Duration.ofMinutes(1).toMillis()),
          TopicConfig.DELETE_RETENTION_MS_CONFIG,
          Long.toString(Duration.ofMinutes(5).toMillis()),
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
          "0.1");

  private RewardTopology() {}

  static Topology of(
      RewardAssembly assembly,
      PartCheck check,
      GroupLog log,
      Topics topics,
      WaitingGroups counted,
      DeadLetterCounts deadLetters,
      Duplicates duplicates,
      GroupTraces traces) {
    StringDeserializer key = new StringDeserializer();
    ByteArrayDeserializer value = new ByteArrayDeserializer();
    // A record's own time is not looked at, since Streams ends over one that is negative.
    TimestampExtractor now = new WallclockTimestampExtractor();
    AutoOffsetReset all = AutoOffsetReset.earliest();
    return new Topology()
        .addSource(all, ROLLOUTS, now, key, value, topics.rollouts())
        .addSource(all, JUDGEMENTS, now, key, value, topics.judgements())
        .addProcessor(
            GROUPS,
            () ->
                new GroupProcessor(
                    assembly, check, log, topics, counted, deadLetters, duplicates, traces),
            ROLLOUTS,
            JUDGEMENTS)
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
                    Serdes.ByteArray())
                .withLoggingEnabled(CHANGELOG),
            GROUPS)
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(GroupProcessor.UNREADABLE),
                    Serdes.String(),
                    Serdes.String())
                .withLoggingEnabled(CHANGELOG),
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
