package dev.preceptor.reward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.kit.DeadLetterCounts;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.trace.GroupTraces;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ConsumerGroups;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.scoring.GroupState;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.testkit.Groups;
import dev.preceptor.testkit.TestBroker;
import dev.preceptor.testkit.TestRun;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/**
 * Measures, and is no test: run it by {@code bench/rewards}. Responses a second with format,
 * accuracy, ECR and CWR, of 8 responses a group and as long as the paper's.
 */
class ScoringBench {

  private static final int GENERATIONS = 8;
  private static final int DISTINCT_GROUPS = 500;
  private static final int WORDS = 120;
  private static final int PARTITIONS = 6;
  private static final int WARM_GROUPS = 4000;
  private static final Duration WARM = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(10);

  private static final String RECIPE =
      """
      model: tiny
      phantom: {train: 8, test: 8}
      num_generations: 8
      rewards:
        - {name: format}
        - {name: accuracy}
        - {name: extended_chain, cap: 0.5}
        - {name: correctness_weighted_length, cap: 0.5}
      """;

  private static final List<String> ANSWERS =
      List.of(
          "B",
          "B: Fascial defect",
          "fascial defects.",
          "Abdominal wall",
          "3.5 cm",
          "Barbed suture, incision site",
          "I cannot tell");

  private static Rollout rollout(int step, int slot) {
    Random random = new Random(step * 31L + slot);
    String[] texts = new String[GENERATIONS];
    for (int i = 0; i < texts.length; i++) {
      StringBuilder text = new StringBuilder("<think>");
      for (int w = 0; w < WORDS; w++) {
        text.append(w == 0 ? "" : " ").append("structure".substring(random.nextInt(8)));
      }
      String answer = ANSWERS.get(random.nextInt(ANSWERS.size()));
      texts[i] = text.append("</think>\n<answer>").append(answer).append("</answer>").toString();
    }
    Rollout rollout = Groups.rollout(step, slot, texts);
    rollout.setChoices(List.of("Incision site", "Fascial defect", "35 mm", "Barbed suture"));
    return rollout;
  }

  private static RewardAssembly assembly() {
    return RewardAssembly.of(RecipeReader.parse("bench", RECIPE, Job.TRAIN));
  }

  @Test
  void scoringAlone() throws Exception {
    List<Rollout> rollouts = new ArrayList<>();
    for (int i = 0; i < DISTINCT_GROUPS; i++) {
      rollouts.add(rollout(1, i));
    }
    for (int threads : new int[] {1, 2}) {
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      perSecond(pool, threads, rollouts, WARM);
      System.out.printf(
          "scoring alone, %d thread(s): %,.0f responses/s%n",
          threads, perSecond(pool, threads, rollouts, MEASURED));
      pool.shutdown();
    }
  }

  private static double perSecond(
      ExecutorService pool, int threads, List<Rollout> rollouts, Duration time) throws Exception {
    long start = System.nanoTime();
    List<Future<Long>> counts = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      counts.add(
          pool.submit(
              () -> {
                RewardAssembly assembly = assembly();
                long scored = 0;
                while (System.nanoTime() - start < time.toNanos()) {
                  for (Rollout rollout : rollouts) {
                    var group =
                        assembly.sampled(GroupState.UNSEEN, rollout, 0).output().orElseThrow();
                    scored += group.getResponses().size();
                  }
                }
                return scored;
              }));
    }
    long scored = 0;
    for (Future<Long> count : counts) {
      scored += count.get();
    }
    return scored / ((System.nanoTime() - start) / 1e9);
  }

  @Test
  void throughKafkaStreams() throws Exception {
    int groups = Integer.getInteger("bench.groups", 10_000);
    try (TestBroker broker = TestBroker.start()) {
      for (int instances : new int[] {1, 2, 1, 2}) {
        String name = "bench-" + instances + "-" + System.nanoTime();
        try (TestRun run =
            TestRun.connect(broker.bootstrapServers(), name).create(PARTITIONS, RECIPE)) {
          double seconds = secondsToScore(broker.bootstrapServers(), run, instances, groups);
          System.out.printf(
              "through Kafka Streams, %d instance(s): %,.0f responses/s%n",
              instances, groups * GENERATIONS / seconds);
        }
      }
    }
  }

  private static double secondsToScore(
      String bootstrapServers, TestRun run, int instances, int groups) throws Exception {
    List<KafkaStreams> streams = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      Properties settings = new Properties();
      settings.putAll(
          Map.of(
              StreamsConfig.APPLICATION_ID_CONFIG,
              run.topics().member("reward"),
              StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
              bootstrapServers,
              StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
              StreamsConfig.EXACTLY_ONCE_V2,
              StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
              100,
              StreamsConfig.STATE_DIR_CONFIG,
              Files.createTempDirectory("bench").toString(),
              StreamsConfig.consumerPrefix("auto.offset.reset"),
              "earliest"));
      streams.add(
          new KafkaStreams(
              RewardTopology.of(
                  assembly(),
                  new PartCheck(
                      new RunBounds(
                          new StepPlan(Integer.MAX_VALUE, 0, 1),
                          new UnitLayout(Integer.MAX_VALUE, 1)),
                      TakenSteps.upTo(Integer.MAX_VALUE),
                      GENERATIONS,
                      PARTITIONS),
                  new BrokerGroupLog(
                      RunLog.at(BrokerAccess.open(bootstrapServers), run.topics()),
                      () -> new ConsumerGroups(BrokerAccess.open(bootstrapServers)),
                      run.topics(),
                      new UnitLayout(Integer.MAX_VALUE, 1),
                      PARTITIONS),
                  run.topics(),
                  new WaitingGroups((awaited, what) -> {}),
                  new DeadLetterCounts(),
                  new Duplicates(),
                  GroupTraces.off()),
              settings));
    }
    streams.forEach(KafkaStreams::start);
    while (!streams.stream().allMatch(stream -> stream.state() == KafkaStreams.State.RUNNING)) {
      Thread.onSpinWait();
    }
    try (KafkaConsumer<byte[], byte[]> reader = reader(bootstrapServers, run)) {
      produce(bootstrapServers, run.topics().rollouts(), 1, WARM_GROUPS);
      readGroups(reader, WARM_GROUPS);
      // What is measured is scoring, so the rollouts lie there when it begins.
      streams.forEach(KafkaStreams::pause);
      produce(bootstrapServers, run.topics().rollouts(), 2, groups);
      long began = System.nanoTime();
      streams.forEach(KafkaStreams::resume);
      readGroups(reader, groups);
      return (System.nanoTime() - began) / 1e9;
    } finally {
      streams.forEach(stream -> stream.close(Duration.ofSeconds(10)));
    }
  }

  private static KafkaConsumer<byte[], byte[]> reader(String bootstrapServers, TestRun run) {
    KafkaConsumer<byte[], byte[]> reader =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    Set<TopicPartition> all = new HashSet<>();
    for (int p = 0; p < PARTITIONS; p++) {
      all.add(new TopicPartition(run.topics().scoredGroups(), p));
    }
    reader.assign(all);
    reader.seekToBeginning(all);
    return reader;
  }

  private static void readGroups(KafkaConsumer<byte[], byte[]> reader, int groups) {
    RecordCodec<ScoredGroup> codec = RecordCodec.of(ScoredGroup.class);
    int seen = 0;
    while (seen < groups) {
      for (var record : reader.poll(Duration.ofMillis(100))) {
        if (seen++ == 0) {
          assertThat(codec.decode(record.value()).getFailure()).isNull();
        }
      }
    }
  }

  private static void produce(String bootstrapServers, String topic, int step, int groups) {
    RecordCodec<Rollout> codec = RecordCodec.of(Rollout.class);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < groups; i++) {
        byte[] rollout = codec.encode(rollout(step, i));
        producer.send(new ProducerRecord<>(topic, step + "-" + i, rollout));
      }
    }
  }
}
