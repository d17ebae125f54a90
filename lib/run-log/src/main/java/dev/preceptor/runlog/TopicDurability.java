package dev.preceptor.runlog;

import dev.preceptor.schemas.TopicSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How many brokers keep a run's records.
 *
 * @param replicas of each partition; without a number, as many as the cluster does by default
 * @param minInsync how many must have a record before it counts as written; likewise
 */
public record TopicDurability(OptionalInt replicas, OptionalInt minInsync) {

  /** As the cluster does by default. */
  public static final TopicDurability DEFAULT =
      new TopicDurability(OptionalInt.empty(), OptionalInt.empty());

  private static final String MIN_INSYNC = "min.insync.replicas";

  /** Topics that are kept so. */
  public List<TopicSpec> of(List<TopicSpec> specs) {
    return minInsync.isEmpty() ? specs : specs.stream().map(this::of).toList();
  }

  private TopicSpec of(TopicSpec spec) {
    Map<String, String> config = new HashMap<>(spec.config());
    config.put(MIN_INSYNC, Integer.toString(minInsync.orElseThrow()));
    return new TopicSpec(spec.name(), spec.partitions(), config);
  }
}
