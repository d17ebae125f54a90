package dev.preceptor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.CachedVerdict;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewVerdict;
import dev.preceptor.schemas.ReviewedKind;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.TopicSpec;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.testkit.Groups;
import dev.preceptor.testkit.HostileBatch;
import dev.preceptor.testkit.HostileClient;
import dev.preceptor.testkit.Records;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A neighbour who writes to the topics of a run whatever can do harm, drawn from a seed. The run
 * has taken a few of its steps and waits, so that what lies ahead of it is known.
 */
final class HostileRecords implements AutoCloseable {

  /** A way to do harm. */
  enum Kind {
    /** Well-formed, about a step or version that the run does not have. */
    BEYOND,
    /** Well-formed, about a step or version that the run has but has not reached. */
    AHEAD,
    /** Well-formed, about a step that was taken, with another content. */
    BEHIND,
    /** Well-formed, beyond the run, under another key. */
    WRONG_KEY,
    /** Well-formed, of another topic. */
    OTHER_TOPIC,
    /** The beginning of a well-formed record, perhaps nothing of it. */
    TRUNCATED,
    /** Random bytes. */
    GARBAGE,
    /** No value at all. */
    EMPTY,
    /** A record of another run of the same recipe. */
    OTHER_RUN,
    /** A record of the run itself, once more. */
    DUPLICATE,
    /** A batch that unpacks to more than a service's memory, or claims to. */
    BOMB
  }

  /** One bomb to each topic, and one more every so many rounds: it costs each reader a second. */
  private static final int ROUNDS_PER_BOMB = 333;

  private static final int FIRST_BOMB = 50;

  private static final int MEGABYTE = 1 << 20;

  /** Weights, which are copied only a few times. */
  private static final int LARGE_BYTES = 100_000;

  private static final Duration POLL = Duration.ofMillis(200);

  private final Random random;
  private final String bootstrapServers;
  private final Topics topics;
  private final Topics other;
  private final List<TopicSpec> specs;
  private final int maxSteps;
  private final UnitLayout layout;
  private final KafkaProducer<byte[], byte[]> producer;
  private final HostileClient client;
  private final List<MemoryRecords> bombs;
  private final Map<String, List<ConsumerRecord<byte[], byte[]>>> genuine;
  private int largeLeft = 10;
  private final Set<Place> mustBeLetters = new HashSet<>();
  private final Set<Place> contradictions = new HashSet<>();

  /**
   * Reads what the two runs have written.
   *
   * @param other a run of the same recipe
   */
  HostileRecords(
      long seed,
      String bootstrapServers,
      Topics topics,
      Topics other,
      int partitions,
      int maxSteps,
      UnitLayout layout) {
    this.random = new Random(seed);
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
    this.other = other;
    this.specs = topics.specs(partitions);
    this.maxSteps = maxSteps;
    this.layout = layout;
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "compression.type",
                "zstd",
                "max.request.size",
                Topics.MAX_RECORD_BYTES),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    client = HostileClient.connect(bootstrapServers);
    bombs =
        List.of(
            HostileBatch.bomb(CompressionType.ZSTD, 700 * MEGABYTE),
            HostileBatch.bomb(CompressionType.GZIP, 300 * MEGABYTE),
            HostileBatch.bomb(CompressionType.SNAPPY, 64 * MEGABYTE),
            HostileBatch.bomb(CompressionType.ZSTD, 500, MEGABYTE),
            HostileBatch.longKey(CompressionType.ZSTD, 300 * MEGABYTE),
            HostileBatch.tinyRecords(CompressionType.ZSTD, MEGABYTE),
            HostileBatch.headers(CompressionType.ZSTD, 4 * MEGABYTE),
            HostileBatch.lyingRecord(CompressionType.ZSTD, Integer.MAX_VALUE),
            HostileBatch.lyingRecord(CompressionType.ZSTD, 77));
    genuine = read();
  }

  private Map<String, List<ConsumerRecord<byte[], byte[]>>> read() {
    Map<String, List<ConsumerRecord<byte[], byte[]>>> all = new HashMap<>();
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().values().stream()
              .flatMap(List::stream)
              .filter(of -> of.topic().matches("(%s|%s)[.].*".formatted(topics.run(), other.run())))
              .map(of -> new TopicPartition(of.topic(), of.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer
            .poll(POLL)
            .forEach(
                record ->
                    all.computeIfAbsent(record.topic(), topic -> new ArrayList<>()).add(record));
      }
    }
    return all;
  }

  /** Sends so many records to each topic. */
  void send(int rounds) throws Exception {
    List<Future<RecordMetadata>> mustBe = new ArrayList<>();
    List<Future<RecordMetadata>> others = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (TopicSpec spec : specs) {
        boolean compacted = "compact".equals(spec.config().get("cleanup.policy"));
        // A compacted topic takes only records with keys, and bombs have none.
        if (round % ROUNDS_PER_BOMB == FIRST_BOMB && !compacted) {
          sendBomb(spec);
        } else {
          sendRecord(spec, compacted, mustBe, others);
        }
      }
    }
    for (var sent : mustBe) {
      mustBeLetters.add(place(sent));
    }
    for (var sent : others) {
      contradictions.add(place(sent));
    }
  }

  private static Place place(Future<RecordMetadata> sent)
      throws InterruptedException, ExecutionException {
    RecordMetadata metadata = sent.get();
    return new Place(metadata.topic(), metadata.partition(), metadata.offset());
  }

  private void sendBomb(TopicSpec spec) {
    int partition = random.nextInt(spec.partitions());
    long offset = client.send(spec.name(), partition, bombs.get(random.nextInt(bombs.size())));
    mustBeLetters.add(new Place(spec.name(), partition, offset));
  }

  private void sendRecord(
      TopicSpec spec,
      boolean compacted,
      List<Future<RecordMetadata>> mustBe,
      List<Future<RecordMetadata>> others) {
    Kind kind = Kind.values()[random.nextInt(Kind.BOMB.ordinal())];
    String topic = spec.name();
    if (kind == Kind.DUPLICATE || kind == Kind.OTHER_RUN) {
      Topics from = kind == Kind.DUPLICATE ? topics : other;
      var copied = genuine(topic.replaceFirst("^[^.]+", from.run()));
      if (copied != null) {
        var sent =
            producer.send(
                new ProducerRecord<>(topic, copied.partition(), copied.key(), copied.value()));
        boolean isForeign =
            kind == Kind.OTHER_RUN && (isLast(copied) || topic.equals(topics.definition()));
        (isForeign ? mustBe : others).add(sent);
        return;
      }
      kind = Kind.BEYOND; // there is none to copy
    }
    SpecificRecord forged = forged(topic, kind);
    byte[] whole = encode(forged);
    byte[] key = kind == Kind.WRONG_KEY ? key(compacted) : ownKey(forged);
    byte[] value =
        switch (kind) {
          case OTHER_TOPIC -> encode(forged(anotherTopic(topic), Kind.BEYOND));
          case TRUNCATED -> Arrays.copyOf(whole, random.nextInt(whole.length));
          case GARBAGE -> garbage();
          case EMPTY -> null;
          default -> whole;
        };
    if (kind == Kind.TRUNCATED || kind == Kind.GARBAGE || kind == Kind.EMPTY) {
      key = key(compacted);
    }
    var sent =
        producer.send(new ProducerRecord<>(topic, random.nextInt(spec.partitions()), key, value));
    (kind == Kind.BEHIND ? others : mustBe).add(sent);
  }

  /** Of the first step, of no step or of the last ones; nothing where it drew another. */
  private ConsumerRecord<byte[], byte[]> genuine(String topic) {
    var all = genuine.get(topic);
    if (all == null) {
      return null;
    }
    var record = all.get(random.nextInt(all.size()));
    boolean settled = stepOf(record) <= 1 || isLast(record);
    if (record.serializedValueSize() > LARGE_BYTES && settled && --largeLeft < 0) {
      return null;
    }
    return settled ? record : null;
  }

  /** About the last steps, which the run has not reached. */
  private boolean isLast(ConsumerRecord<byte[], byte[]> record) {
    return stepOf(record) >= maxSteps - 1;
  }

  /** The step or version that a key names; 0 if it names none. */
  private static int stepOf(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    return key.matches("\\d{1,4}([-/]\\d+)?") ? Integer.parseInt(key.split("[-/]")[0]) : 0;
  }

  private String anotherTopic(String topic) {
    while (true) {
      String another = specs.get(random.nextInt(specs.size())).name();
      if (!another.equals(topic) && !another.equals(topics.deadLetters())) {
        return another;
      }
    }
  }

  private byte[] garbage() {
    byte[] garbage = new byte[random.nextInt(200)];
    random.nextBytes(garbage);
    return garbage;
  }

  /** Of a group that there is, of one that there is not, of another kind, or none. */
  private byte[] key(boolean compacted) {
    String key =
        switch (random.nextInt(compacted ? 5 : 7)) {
          case 0 -> (1 + random.nextInt(maxSteps)) + "-" + random.nextInt(layout.slots());
          case 1 -> beyond() + "-" + random.nextInt(9);
          case 2 -> beyond() + "/0";
          case 3 -> other.run();
          case 4 -> "k" + random.nextInt(1_000);
          case 5 -> "";
          default -> null;
        };
    return key == null ? null : key.getBytes(UTF_8);
  }

  /** A step or version that the run does not have. */
  private int beyond() {
    return switch (random.nextInt(4)) {
      case 0 -> Integer.MAX_VALUE;
      case 1 -> -1 - random.nextInt(9);
      case 2 -> maxSteps + 1 + random.nextInt(3);
      default -> 500;
    };
  }

  /** The key that the record would have if the run had written it. */
  private static byte[] ownKey(SpecificRecord record) {
    String key;
    if (record instanceof PolicyChunk chunk) {
      key = chunk.getVersion() + "/" + chunk.getChunk();
    } else if (record instanceof Definition definition) {
      key = definition.getRun();
    } else if (record instanceof EvaluationAnswer answer) {
      key = answer.getPolicyVersion() + "-" + answer.getRow();
    } else if (record instanceof Review review) {
      key = "%d-%d/%d".formatted(review.getStep(), review.getSlot(), review.getResponse());
    } else if (record instanceof CachedVerdict) {
      key = "0".repeat(64);
    } else if (record.getSchema().getField("slot") == null) {
      key = String.valueOf(record.get(0));
    } else {
      key = record.get(0) + "-" + record.get(1);
    }
    return key.getBytes(UTF_8);
  }

  /** A well-formed record of a topic. */
  private SpecificRecord forged(String topic, Kind kind) {
    int step =
        switch (kind) {
          case AHEAD -> maxSteps - random.nextInt(2);
          case BEHIND -> 1;
          default -> beyond();
        };
    int slot = random.nextInt(layout.slots());
    Map<String, Supplier<SpecificRecord>> makers =
        Map.ofEntries(
            Map.entry(topics.definition(), this::definition),
            Map.entry(topics.prompts(), () -> prompt(step, slot)),
            Map.entry(topics.rollouts(), () -> Groups.rollout(step, slot, "a", "b")),
            Map.entry(
                topics.judgements(),
                () -> Groups.judgement("semantic", step, slot, Groups.YES, Groups.NO)),
            Map.entry(
                topics.judgeCache(), () -> new CachedVerdict("stranger", "0", true, null, null)),
            Map.entry(topics.scoredGroups(), () -> scoredGroup(step, slot)),
            Map.entry(topics.policy(), () -> chunk(step)),
            Map.entry(topics.trainingSteps(), () -> step(step)),
            Map.entry(topics.evaluations(), () -> evaluation(step)),
            Map.entry(topics.answers(), () -> Records.answer(step, 0, "0".repeat(64))),
            Map.entry(topics.reviews(), () -> review(step, slot)),
            Map.entry(topics.deadLetters(), () -> evaluation(step)));
    return makers.get(topic).get();
  }

  @SuppressWarnings("unchecked")
  private static byte[] encode(SpecificRecord record) {
    return RecordCodec.of((Class<SpecificRecord>) record.getClass()).encode(record);
  }

  private Definition definition() {
    return Definition.newBuilder()
        .setRun(random.nextBoolean() ? topics.run() : other.run())
        .setRecipe("model: x\n")
        .setModelSha256("a")
        .setTrainSha256("b")
        .setTestSha256("c")
        .setCode("d")
        .setCreatedMillis(0)
        .build();
  }

  private Prompt prompt(int step, int slot) {
    return Prompt.newBuilder()
        .setStep(step)
        .setSlot(slot)
        .setUnit(layout.unitOf(slot))
        .setUnitSize(layout.sizeOf(layout.unitOf(slot)))
        .setRow(1)
        .setQuestion("?")
        .setChoices(List.of("a", "b", "c", "d"))
        .setAnswer("A")
        .setText("?")
        .setSeed(1)
        .setPolicyVersion(step - 1)
        .build();
  }

  private Review review(int step, int slot) {
    return Review.newBuilder()
        .setKind(ReviewedKind.response)
        .setStep(step)
        .setSlot(slot)
        .setResponse(0)
        .setRun(topics.run())
        .setId("forged-review")
        .setCriterion("reasoning")
        .setVerdict(ReviewVerdict.no)
        .setReviewer("stranger")
        .setTextSha256("0".repeat(64))
        .setBlinded(true)
        .setReviewedMillis(0)
        .build();
  }

  private static ScoredGroup scoredGroup(int step, int slot) {
    return ScoredGroup.newBuilder()
        .setStep(step)
        .setSlot(slot)
        .setPolicyVersion(step - 1)
        .setFailure("forged")
        .setResponses(List.of())
        .setSampleMillis(0)
        .setWorker("stranger")
        .build();
  }

  private static PolicyChunk chunk(int version) {
    return PolicyChunk.newBuilder()
        .setVersion(version)
        .setChunk(0)
        .setChunks(1)
        .setSha256("0".repeat(64))
        .setPieces(List.of())
        .build();
  }

  private static TrainingStep step(int step) {
    return TrainingStep.newBuilder()
        .setStep(step)
        .setPolicyVersion(step)
        .setPolicySha256("0".repeat(64))
        .setGroups(List.of())
        .setMetrics(Map.of("reward", 99.0))
        .setTimestampMillis(1)
        .build();
  }

  private static Evaluation evaluation(int version) {
    return Evaluation.newBuilder()
        .setPolicyVersion(version)
        .setMetrics(Map.of("accuracy", 1.0))
        .setResults(List.of())
        .setTimestampMillis(1)
        .build();
  }

  /** The records that can have no place in the run. */
  Set<Place> mustBeLetters() {
    return mustBeLetters;
  }

  /**
   * The others, which change nothing either: copies of what the run or another of its recipe has
   * written, and other accounts of what was done before.
   */
  Set<Place> contradictions() {
    return contradictions;
  }

  @Override
  public void close() {
    producer.close();
    client.close();
  }
}
