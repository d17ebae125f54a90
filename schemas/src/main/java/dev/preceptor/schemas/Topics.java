package dev.preceptor.schemas;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics of one run, their settings, and the names under which its services join groups.
 *
 * @param run the run's name: letters, digits, {@code -} and {@code _}, at most 64 characters. A dot
 *     would let topics of two runs look like one run's.
 */
public record Topics(String run) {
  /** The largest record that any topic takes, bytes, after encoding and before compression. */
  public static final int MAX_RECORD_BYTES = 16 << 20;

  /**
   * What a batch and a request weigh beyond the one record of {@link #MAX_RECORD_BYTES} in them.
   */
  public static final int RECORD_OVERHEAD_BYTES = 64 << 10;

  /** The largest slice of weights in one {@link PolicyChunk}, bytes. */
  public static final int POLICY_CHUNK_BYTES = 4 << 20;

  /** Bytes of weights that the log keeps even when nobody needs them any more. */
  public static final long POLICY_BYTES_KEPT = 1L << 30;

  private static final int POLICY_SEGMENT_BYTES = 128 << 20;
  private static final String RESCORED = "rescored-";

  /** Has a dot, which no name has. */
  private static final String JUDGEMENTS_OF_RESCORE = ".judgements";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  public Topics {
    requireName("run", run);
  }

  private static void requireName(String what, String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s %s: a %s's name is 1 to 64 letters, digits, '-' and '_', the first a letter or digit"
              .formatted(what, Excerpt.of(name), what));
    }
  }

  /** The resolved recipe and the hashes; compacted. Key: run. */
  public String definition() {
    return named("definition");
  }

  /** Questions put to the policy. Key: step-slot; partition: sampling unit modulo partitions. */
  public String prompts() {
    return named("prompts");
  }

  /** Sampled groups of responses. Key: step-slot. */
  public String rollouts() {
    return named("rollouts");
  }

  /** What judges say of responses. Key: step-slot. */
  public String judgements() {
    return named("judgements");
  }

  /** What judges have said of statements; compacted. Key: SHA-256 of judge and statement. */
  public String judgeCache() {
    return named("judge-cache");
  }

  /** Groups with rewards and advantages, or failed. Key: step-slot. */
  public String scoredGroups() {
    return named("scored-groups");
  }

  /** The topics that hold records of groups, as a group meets them. */
  public List<String> ofGroups() {
    return List.of(prompts(), rollouts(), judgements(), scoredGroups());
  }

  /** The weights, in chunks, in order. Key: version/chunk. */
  public String policy() {
    return named("policy");
  }

  /** What each optimizer step did. Key: step. */
  public String trainingSteps() {
    return named("training-steps");
  }

  /** Benchmark results of policy versions. Key: version. */
  public String evaluations() {
    return named("evaluations");
  }

  /** Records that could not be read, as they came, with reason headers. Key: as in the source. */
  public String deadLetters() {
    return named("dead-letters");
  }

  /**
   * A rescore's topic: the run's groups as other rewards score them. Key: step-slot; partition: as
   * in the run. No service reads it.
   *
   * @param name of the rescore, formed like a run's
   */
  public String rescored(String name) {
    requireName("rescore", name);
    return named(RESCORED + name);
  }

  /** What judges say of the run's responses that were first asked by a rescore. Key: step-slot. */
  public String rescoredJudgements(String name) {
    return rescored(name) + JUDGEMENTS_OF_RESCORE;
  }

  /** The names of the rescores whose groups are among topics, sorted. */
  public List<String> rescores(Collection<String> topics) {
    String start = named(RESCORED);
    return topics.stream()
        .filter(topic -> topic.startsWith(start))
        .map(topic -> topic.substring(start.length()))
        .filter(name -> NAME.matcher(name).matches())
        .sorted()
        .toList();
  }

  /** Those of some topics that hold judgements of the run's rescores, sorted. */
  public List<String> judgementsOfRescores(Collection<String> topics) {
    String start = named(RESCORED);
    return topics.stream()
        .filter(topic -> topic.startsWith(start) && topic.endsWith(JUDGEMENTS_OF_RESCORE))
        .sorted()
        .toList();
  }

  /** The rescore that a topic of this run belongs to, be it its groups' or its judgements'. */
  public Optional<String> rescoreOf(String topic) {
    String start = named(RESCORED);
    if (!topic.startsWith(start)) {
      return Optional.empty();
    }
    String name = topic.substring(start.length());
    if (name.endsWith(JUDGEMENTS_OF_RESCORE)) {
      name = name.substring(0, name.length() - JUDGEMENTS_OF_RESCORE.length());
    }
    return NAME.matcher(name).matches() ? Optional.of(name) : Optional.empty();
  }

  /**
   * A rescore's topics as they are to be created.
   *
   * @param partitions as many as the run's topics have
   */
  public List<TopicSpec> rescoreSpecs(String name, int partitions) {
    return List.of(
        spec(rescored(name), partitions, Map.of()),
        spec(rescoredJudgements(name), partitions, Map.of()));
  }

  /** The consumer group, application id or transactional id of a service of this run. */
  public String member(String service) {
    return named(service);
  }

  /**
   * All topics of the run as they are to be created.
   *
   * @param partitions of the topics that are keyed by step-slot: they must agree, since
   *     reward-service merges them by key
   */
  public List<TopicSpec> specs(int partitions) {
    List<TopicSpec> specs = new ArrayList<>();
    for (String compacted : List.of(definition(), judgeCache())) {
      specs.add(
          spec(
              compacted,
              1,
              Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
    }
    for (String grouped : ofGroups()) {
      specs.add(spec(grouped, partitions, Map.of()));
    }
    specs.add(
        spec(
            policy(),
            1,
            Map.of(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(POLICY_SEGMENT_BYTES))));
    for (String single : List.of(trainingSteps(), evaluations(), deadLetters())) {
      specs.add(spec(single, 1, Map.of()));
    }
    return List.copyOf(specs);
  }

  /**
   * Rollouts are the run's history, so nothing is ever deleted by age or size. Old weights, and old
   * groups where the recipe says so, are deleted by the learner, which knows who still needs them.
   */
  private static TopicSpec spec(String name, int partitions, Map<String, String> own) {
    Map<String, String> config = new HashMap<>();
    config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    config.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
    config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
    config.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    config.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
        Integer.toString(MAX_RECORD_BYTES + RECORD_OVERHEAD_BYTES));
    config.putAll(own);
    return new TopicSpec(name, partitions, config);
  }

  private String named(String what) {
    return run + "." + what;
  }
}
