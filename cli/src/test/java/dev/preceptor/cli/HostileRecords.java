package dev.preceptor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.CachedVerdict;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.testkit.Groups;
import dev.preceptor.testkit.HostileBatch;
import dev.preceptor.testkit.HostileClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A neighbour who writes what comes to mind to the topics of a run, drawn from a seed: records
 * about steps and versions that the run does not have or has not reached, records under other keys
 * and in other partitions, records of other topics and runs, records that are cut off, random
 * bytes, nothing at all, and batches that unpack to more than a service's memory.
 */
final class HostileRecords implements AutoCloseable {

  private static final int MEGABYTE = 1 << 20;

  private final Random random;
  private final Topics topics;
  private final int partitions;
  private final int maxSteps;
  private final UnitLayout layout;
  private final KafkaProducer<byte[], byte[]> producer;
  private final HostileClient client;
  private final List<MemoryRecords> bombs;

  HostileRecords(
      long seed,
      String bootstrapServers,
      Topics topics,
      int partitions,
      int maxSteps,
      UnitLayout layout) {
    this.random = new Random(seed);
    this.topics = topics;
    this.partitions = partitions;
    this.maxSteps = maxSteps;
    this.layout = layout;
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "compression.type", "zstd"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    client = HostileClient.connect(bootstrapServers);
    bombs =
        List.of(
            HostileBatch.bomb(CompressionType.ZSTD, 700 * MEGABYTE),
            HostileBatch.bomb(CompressionType.GZIP, 300 * MEGABYTE),
            HostileBatch.bomb(CompressionType.SNAPPY, 64 * MEGABYTE),
            HostileBatch.bomb(CompressionType.ZSTD, 1_000, MEGABYTE),
            HostileBatch.longKey(CompressionType.ZSTD, 300 * MEGABYTE),
            HostileBatch.tinyRecords(CompressionType.ZSTD, MEGABYTE),
            HostileBatch.headers(CompressionType.ZSTD, 4 * MEGABYTE),
            HostileBatch.lyingRecord(CompressionType.ZSTD, Integer.MAX_VALUE),
            HostileBatch.lyingRecord(CompressionType.ZSTD, 77));
  }

  /** Sends one record to each topic of the run; returns where they are. */
  List<Place> sendToEach() throws Exception {
    List<Place> sent = new ArrayList<>();
    for (var spec : topics.specs(partitions)) {
      String topic = spec.name();
      int partition = random.nextInt(spec.partitions());
      boolean compacted = "compact".equals(spec.config().get("cleanup.policy"));
      // A compacted topic takes only records with keys, which these are without.
      sent.add(
          random.nextInt(50) == 0 && !compacted
              ? new Place(
                  topic,
                  partition,
                  client.send(topic, partition, bombs.get(random.nextInt(bombs.size()))))
              : send(topic, partition, compacted));
    }
    return sent;
  }

  private Place send(String topic, int partition, boolean compacted) throws Exception {
    SpecificRecord forged = forged(topic);
    boolean whole = random.nextBoolean();
    byte[] key = whole ? ownKey(forged) : key(compacted);
    byte[] value = whole ? encode(forged) : value(topic, encode(forged));
    long offset = producer.send(new ProducerRecord<>(topic, partition, key, value)).get().offset();
    return new Place(topic, partition, offset);
  }

  /** Of a group that there is, of one that there is not, of another kind, or none. */
  private byte[] key(boolean compacted) {
    int kind = random.nextInt(compacted ? 5 : 6);
    String key =
        switch (kind) {
          case 0 -> (1 + random.nextInt(maxSteps)) + "-" + random.nextInt(layout.slots());
          case 1 -> far() + "-" + random.nextInt(9);
          case 2 -> far() + "/0";
          case 3 -> topics.run();
          case 4 -> "k" + random.nextInt(1_000);
          default -> null;
        };
    return key == null ? null : key.getBytes(UTF_8);
  }

  /** A step or version that the run does not have. */
  private int far() {
    return switch (random.nextInt(4)) {
      case 0 -> Integer.MAX_VALUE;
      case 1 -> -1 - random.nextInt(9);
      case 2 -> maxSteps + 1 + random.nextInt(3);
      default -> 500;
    };
  }

  /** The key that the record would have if the run had written it. */
  private static byte[] ownKey(SpecificRecord record) {
    String key =
        record instanceof PolicyChunk chunk
            ? chunk.getVersion() + "/" + chunk.getChunk()
            : record instanceof Definition definition
                ? definition.getRun()
                : record instanceof CachedVerdict
                    ? "0".repeat(64)
                    : record.getSchema().getField("slot") == null
                        ? String.valueOf(record.get(0))
                        : record.get(0) + "-" + record.get(1);
    return key.getBytes(UTF_8);
  }

  private byte[] value(String topic, byte[] forged) {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> {
        byte[] garbage = new byte[random.nextInt(200)];
        random.nextBytes(garbage);
        yield garbage;
      }
      case 2 -> Arrays.copyOf(forged, random.nextInt(forged.length));
      default -> {
        String other = topics.specs(1).get(random.nextInt(10)).name();
        yield topic.equals(other) ? forged : encode(forged(other));
      }
    };
  }

  /** A well-formed record about a step or version that the run does not have. */
  private SpecificRecord forged(String topic) {
    Map<String, Supplier<SpecificRecord>> makers =
        Map.of(
            topics.definition(), this::definition,
            topics.prompts(), this::prompt,
            topics.rollouts(), () -> Groups.rollout(far(), random.nextInt(4), "a", "b"),
            topics.judgements(),
                () -> Groups.judgement("semantic", far(), random.nextInt(4), Groups.YES, Groups.NO),
            topics.judgeCache(), () -> new CachedVerdict("stranger", "0", true, null, null),
            topics.scoredGroups(), this::scoredGroup,
            topics.policy(), this::chunk,
            topics.trainingSteps(), this::step,
            topics.evaluations(), this::evaluation,
            topics.deadLetters(), this::evaluation);
    return makers.get(topic).get();
  }

  @SuppressWarnings("unchecked")
  private static byte[] encode(SpecificRecord record) {
    return RecordCodec.of((Class<SpecificRecord>) record.getClass()).encode(record);
  }

  private Definition definition() {
    return new Definition(
        random.nextBoolean() ? topics.run() : "other", "model: x\n", "a", "b", "c", "d", 0L, "e");
  }

  private Prompt prompt() {
    int step = far();
    int slot = random.nextInt(layout.slots());
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

  private ScoredGroup scoredGroup() {
    return ScoredGroup.newBuilder()
        .setStep(far())
        .setSlot(random.nextInt(layout.slots()))
        .setPolicyVersion(0)
        .setFailure("forged")
        .setResponses(List.of())
        .setSampleMillis(0)
        .setWorker("stranger")
        .build();
  }

  private PolicyChunk chunk() {
    return new PolicyChunk(far(), 0, 1, "0".repeat(64), Map.of(), List.of(), -1, List.of());
  }

  private TrainingStep step() {
    int step = far();
    return TrainingStep.newBuilder()
        .setStep(step)
        .setPolicyVersion(step)
        .setPolicySha256("0".repeat(64))
        .setGroups(List.of())
        .setMetrics(Map.of("reward", 99.0))
        .setTimestampMillis(1)
        .build();
  }

  private Evaluation evaluation() {
    return new Evaluation(far(), Map.of("accuracy", 1.0), List.of(), 1L);
  }

  @Override
  public void close() {
    producer.close();
    client.close();
  }
}
