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
 * The topics of one run, their settings, and the consumer group names of its services.
 *
 * @param run the run's name: letters, digits, {@code -} and {@code _}, at most 64 characters. A dot
 *     would let topics of two runs look like one run's.
 */
public record Topics(String run) {
  /** The largest record that any topic takes, bytes, after encoding and before compression. */
  public static final int MAX_RECORD_BYTES = 16 << 20;

  /**
   * Upper bound for the overhead of a batch and a request that hold one record of {@link
   * #MAX_RECORD_BYTES}.
   */
  public static final int RECORD_OVERHEAD_BYTES = 64 << 10;

  /** The largest slice of weights in one {@link PolicyChunk}, bytes. */
  public static final int POLICY_CHUNK_BYTES = 4 << 20;

  /** Bytes of weights that the log keeps even if no version in them is needed any more. */
  public static final long POLICY_BYTES_KEPT = 1L << 30;

  private static final int POLICY_SEGMENT_BYTES = 128 << 20;
  private static final String RESCORED = "rescored-";

  /** Contains a dot, so it cannot be part of a rescore's name. */
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

  /** The resolved recipe and the hashes of the inputs; compacted. Key: run. */
  public String definition() {
    return named("definition");
  }

  /**
   * Questions for the policy to answer. Key: step-slot; partition: sampling unit modulo partitions.
   */
  public String prompts() {
    return named("prompts");
  }

  /** Sampled groups of responses. Key: step-slot. */
  public String rollouts() {
    return named("rollouts");
  }

  /** Verdicts of judges on responses. Key: step-slot. */
  public String judgements() {
    return named("judgements");
  }

  /** Verdicts of judges on statements; compacted. Key: SHA-256 of judge and statement. */
  public String judgeCache() {
    return named("judge-cache");
  }

  /** Groups with rewards and advantages, and failed groups. Key: step-slot. */
  public String scoredGroups() {
    return named("scored-groups");
  }

  /** The topics that hold records of groups, in the order in which a group passes through them. */
  public List<String> ofGroups() {
    return List.of(prompts(), rollouts(), judgements(), scoredGroups());
  }

  /** The weights, in chunks, in order. Key: version/chunk. */
  public String policy() {
    return named("policy");
  }

  /** The results of optimizer steps. Key: step. */
  public String trainingSteps() {
    return named("training-steps");
  }

  /** Benchmark results of policy versions. Key: version. */
  public String evaluations() {
    return named("evaluations");
  }

  /** The answers that evaluations are made of, one for each question. Key: version-row. */
  public String answers() {
    return named("answers");
  }

  /**
   * What people say of responses and answers. Key: see {@link ReviewSubject}; the console alone
   * writes it.
   */
  public String reviews() {
    return named("reviews");
  }

  /**
   * Records that could not be read, unchanged, with the reason in the headers. Key: as in the
   * source.
   */
  public String deadLetters() {
    return named("dead-letters");
  }

  /**
   * A rescore's topic: the run's groups scored again with other rewards. Key: step-slot; partition:
   * as in the run. No service reads it.
   *
   * @param name the rescore's name; the rules for run names apply
   */
  public String rescored(String name) {
    requireName("rescore", name);
    return named(RESCORED + name);
  }

  /** How the names of all topics and transactional ids of rescores begin. */
  public String rescoredPrefix() {
    return named(RESCORED);
  }

  /** Verdicts on the run's responses by judges that only the rescore asked. Key: step-slot. */
  public String rescoredJudgements(String name) {
    return rescored(name) + JUDGEMENTS_OF_RESCORE;
  }

  /** The names of the rescores whose topics are in a list of topics, sorted. */
  public List<String> rescores(Collection<String> topics) {
    String start = named(RESCORED);
    return topics.stream()
        .filter(topic -> topic.startsWith(start))
        .map(topic -> topic.substring(start.length()))
        .filter(name -> NAME.matcher(name).matches())
        .sorted()
        .toList();
  }

  /** The topics in a list of topics that hold judgements of the run's rescores, sorted. */
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
   * The topics to create for a rescore.
   *
   * @param partitions number of partitions; must equal that of the run's topics
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

  /** The learner's transactional id. */
  public String learnerTransaction() {
    return run + "-learner";
  }

  /** The transactional id of the eval-service that writes evaluations. */
  public String evalTransaction() {
    return run + "-eval";
  }

  /**
   * The transactional id of an eval-service.
   *
   * @param worker which of them, from 0; the first writes evaluations
   */
  public String evalTransaction(int worker) {
    return worker == 0 ? evalTransaction() : evalTransactions() + worker;
  }

  /** How the transactional ids of the eval-services begin that only answer. */
  public String evalTransactions() {
    return member("eval-");
  }

  /**
   * The topics to create for the run.
   *
   * @param partitions number of partitions of the topics keyed by step-slot; the same for all,
   *     since reward-service joins them by key
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
    for (String single :
        List.of(trainingSteps(), evaluations(), answers(), reviews(), deadLetters())) {
      specs.add(spec(single, 1, Map.of()));
    }
    return List.copyOf(specs);
  }

  /**
   * The topics are the run's history, so nothing is deleted by age or size. The learner deletes old
   * weights (and old groups, if the recipe says so), because it knows which are still needed.
   */
  private static TopicSpec spec(String name, int partitions, Map<String, String> own) {
    Map<String, String> config = new HashMap<>();
    config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    config.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
    config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
    // As their producers compressed them. Where a broker is to use another codec than a batch has,
    // it
    // unpacks the batch itself, however large that is.
    config.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer");
    config.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
        Integer.toString(MAX_RECORD_BYTES + RECORD_OVERHEAD_BYTES));
    config.putAll(own);
    return new TopicSpec(name, partitions, config);
  }

  /**
   * A topic's name without the run's, such as {@code rollouts}; others are returned as they are.
   */
  public String withoutRun(String topic) {
    String start = named("");
    return topic.startsWith(start) ? topic.substring(start.length()) : topic;
  }

  private String named(String what) {
    return run + "." + what;
  }
}
