package dev.preceptor.runlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.broker.BrokerSettings;
import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class RunLogTest {

  private static final Duration WAIT = Duration.ofMillis(100);
  private static final int PARTITIONS = 2;
  private static final RecordCodec<TrainingStep> STEPS = RecordCodec.of(TrainingStep.class);
  private static final byte[] GARBAGE = {1, 2, 3};

  private static EmbeddedBroker broker;
  private static int runs;

  private Topics topics;
  private RunLog log;
  private long lastOffset;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.inTemporaryFolder();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /** Each test has a run of its own on the one broker. */
  @BeforeEach
  void createRun() {
    topics = new Topics("run-" + ++runs);
    new RunTopics(BrokerAccess.open(broker.bootstrapServers()), topics)
        .create(topics.specs(PARTITIONS));
    log = RunLog.at(BrokerAccess.open(broker.bootstrapServers()), topics);
    producer = producer(broker.bootstrapServers(), topics);
  }

  @AfterEach
  void closeProducer() {
    producer.close();
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers, Topics topics) {
    Map<String, Object> settings =
        new HashMap<>(KafkaSettings.writer(BrokerAccess.open(bootstrapServers)));
    settings.put("transactional.id", topics.run());
    var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private static byte[] step(int step) {
    return STEPS.encode(new TrainingStep(step, step, "", List.of(), Map.of(), 0L, List.of()));
  }

  /** Writes a step in a transaction of its own: its offset is followed by the mark's. */
  private void take(int step) {
    commit(topics.trainingSteps(), 0, Integer.toString(step), step(step));
  }

  private void commit(String topic, int partition, String key, byte[] value) {
    begin(topic, partition, key, value);
    producer.commitTransaction();
    awaitEndOfTransaction(topic, partition);
  }

  /** The coordinator marks the end of a transaction in its topics after it has answered. */
  private void awaitEndOfTransaction(String topic, int partition) {
    var ended = new TopicPartition(topic, partition);
    try (var replay = log.open()) {
      while (replay.ends(List.of(ended)).get(ended) <= lastOffset) {
        Thread.onSpinWait();
      }
    }
  }

  private void begin(String topic, int partition, String key, byte[] value) {
    producer.beginTransaction();
    var sent = producer.send(new ProducerRecord<>(topic, partition, key.getBytes(UTF_8), value));
    producer.flush();
    lastOffset = offset(sent);
  }

  private static long offset(Future<RecordMetadata> sent) {
    try {
      return sent.get().offset();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> replayed(String... names) {
    List<String> keys = new ArrayList<>();
    log.replay(List.of(names), event -> keys.add(event.key()));
    return keys;
  }

  private static int number(RunEvent.Stepped stepped) {
    return stepped.value().get().getStep();
  }

  @Test
  void aReplayHandsOverWhatWasCommittedAndNothingElse() {
    take(1);
    begin(topics.trainingSteps(), 0, "aborted", step(2));
    producer.abortTransaction();
    awaitEndOfTransaction(topics.trainingSteps(), 0);
    take(3);
    begin(topics.trainingSteps(), 0, "open", step(4));
    assertThat(replayed(topics.trainingSteps())).containsExactly("1", "3");
    producer.commitTransaction();
    awaitEndOfTransaction(topics.trainingSteps(), 0);
    assertThat(replayed(topics.trainingSteps())).containsExactly("1", "3", "open");
  }

  @Test
  void aReplayOfSeveralTopicsHandsOverTheRecordsOfEachPartitionInOrder() {
    for (int i = 0; i < 3; i++) {
      commit(topics.rollouts(), i % PARTITIONS, (i + 1) + "-0", GARBAGE);
      take(i + 1);
    }
    List<Place> places = new ArrayList<>();
    log.replay(
        List.of(topics.trainingSteps(), topics.rollouts(), topics.prompts()),
        event -> places.add(event.place()));
    assertThat(places)
        .containsExactlyInAnyOrder(
            new Place(topics.trainingSteps(), 0, 0),
            new Place(topics.trainingSteps(), 0, 2),
            new Place(topics.trainingSteps(), 0, 4),
            new Place(topics.rollouts(), 0, 0),
            new Place(topics.rollouts(), 0, 2),
            new Place(topics.rollouts(), 1, 0));
    assertThat(places.stream().filter(place -> place.topic().equals(topics.trainingSteps())))
        .isSorted();
  }

  @Test
  void aReplayEndsWhereTheTopicEndedWhenItBegan() {
    take(1);
    take(2);
    List<String> keys = new ArrayList<>();
    log.replay(
        List.of(topics.trainingSteps()),
        event -> {
          keys.add(event.key());
          take(10 + keys.size());
        });
    assertThat(keys).containsExactly("1", "2");
  }

  @Test
  void anUnreadableRecordIsReplayedWithTheReasonAndPassedOverWhereOnlyReadableOnesAreWanted() {
    take(1);
    commit(topics.trainingSteps(), 0, "2", GARBAGE);
    take(3);
    List<String> reasons = new ArrayList<>();
    log.replay(
        List.of(topics.trainingSteps()),
        event -> event.value().whyUnreadable().ifPresent(reasons::add));
    assertThat(reasons)
        .containsExactly(
            "not a TrainingStep: the bytes do not start as Avro's single-object encoding does");
    List<Integer> steps = new ArrayList<>();
    log.each(RunEvent.Stepped.class, stepped -> steps.add(number(stepped)));
    assertThat(steps).containsExactly(1, 3);
  }

  @Test
  void aReplayBetweenOffsetsHandsOverWhatLiesThereAndCountsNoMarks() {
    for (int i = 1; i <= 4; i++) {
      take(i);
    }
    var partition = new TopicPartition(topics.trainingSteps(), 0);
    List<Integer> steps = new ArrayList<>();
    try (var replay = log.open()) {
      replay.read(
          RunEvent.Stepped.class,
          Map.of(partition, 2L),
          Map.of(partition, 6L),
          stepped -> steps.add(number(stepped)));
      assertThat(steps).containsExactly(2, 3);
      assertThat(replay.count(partition, 2)).isEqualTo(3);
      assertThat(replay.first(RunEvent.Stepped.class).map(RunLogTest::number)).contains(1);
      assertThat(replay.first(RunEvent.Evaluated.class)).isEmpty();
    }
  }

  @Test
  void aFollowerCatchesUpAndGoesOnWithWhatIsWrittenThen() {
    take(1);
    take(2);
    List<String> keys = new ArrayList<>();
    try (var follower =
        log.follow(
            List.of(TopicStart.beginning(topics.trainingSteps(), 1)), RunLog.DEFAULT_BUDGET)) {
      follower.catchUp(event -> keys.add(event.key()));
      assertThat(keys).containsExactly("1", "2");
      assertThat(follower.isAtEnd()).isTrue();
      take(3);
      assertThat(follower.isAtEnd()).isFalse();
      while (!follower.isAtEnd()) {
        follower.poll(WAIT, event -> keys.add(event.key()));
      }
      assertThat(keys).containsExactly("1", "2", "3");
    }
  }

  @Test
  void aFollowerFromTheEndSeesWhatWasWrittenSinceItWasOpened() {
    take(1);
    commit(topics.rollouts(), 1, "1-0", GARBAGE);
    List<String> keys = new ArrayList<>();
    try (var follower =
        log.follow(
            List.of(
                TopicStart.beginning(topics.trainingSteps(), 1),
                TopicStart.end(topics.rollouts(), PARTITIONS)),
            RunLog.DEFAULT_BUDGET)) {
      commit(topics.rollouts(), 0, "2-0", GARBAGE);
      follower.catchUp(event -> keys.add(event.key()));
    }
    assertThat(keys).containsExactlyInAnyOrder("1", "2-0");
  }

  @Test
  void aPollHandsOverNoMoreThanItsBudget() {
    for (int i = 1; i <= 5; i++) {
      take(i);
    }
    List<Integer> polls = new ArrayList<>();
    try (var follower = log.follow(List.of(TopicStart.beginning(topics.trainingSteps(), 1)), 2)) {
      while (!follower.isAtEnd()) {
        List<RunEvent> come = new ArrayList<>();
        follower.poll(WAIT, come::add);
        polls.add(come.size());
      }
    }
    assertThat(polls).allMatch(size -> size <= 2);
    assertThat(polls.stream().mapToInt(Integer::intValue).sum()).isEqualTo(5);
  }

  @Test
  void aFollowerThatWaitsCanBeStoppedAndHandsOverNothingAfterwards() throws Exception {
    try (var follower =
        log.follow(
            List.of(TopicStart.beginning(topics.trainingSteps(), 1)), RunLog.DEFAULT_BUDGET)) {
      List<RunEvent> come = new ArrayList<>();
      var waiting = CompletableFuture.runAsync(() -> follower.poll(Duration.ofHours(1), come::add));
      follower.stop();
      waiting.get(60, TimeUnit.SECONDS);
      take(1);
      follower.poll(WAIT, come::add);
      follower.catchUp(come::add);
      assertThat(follower.isStopped()).isTrue();
      assertThat(come).isEmpty();
    }
  }

  @Test
  void aFollowerReadsOnWhenABrokerThatWasAwayIsBack(@TempDir Path folder) {
    var settings = BrokerSettings.onFreePorts(folder);
    var away = EmbeddedBroker.start(settings);
    new RunTopics(BrokerAccess.open(away.bootstrapServers()), topics).create(topics.specs(1));
    List<String> keys = new ArrayList<>();
    try (var follower =
        RunLog.at(BrokerAccess.open(away.bootstrapServers()), topics)
            .follow(
                List.of(TopicStart.beginning(topics.trainingSteps(), 1)), RunLog.DEFAULT_BUDGET)) {
      write(away, "1");
      follower.catchUp(event -> keys.add(event.key()));
      away.close();
      follower.poll(WAIT, event -> keys.add(event.key()));
      assertThat(keys).containsExactly("1");
      away = EmbeddedBroker.start(settings);
      write(away, "2");
      while (keys.size() < 2) {
        follower.poll(WAIT, event -> keys.add(event.key()));
      }
    } finally {
      away.close();
    }
    assertThat(keys).containsExactly("1", "2");
  }

  private void write(EmbeddedBroker on, String key) {
    try (var writer = producer(on.bootstrapServers(), topics)) {
      writer.beginTransaction();
      writer.send(new ProducerRecord<>(topics.trainingSteps(), key.getBytes(UTF_8), GARBAGE));
      writer.commitTransaction();
    }
  }

  @Test
  void backwardsFetchesTheRecordsThatItHandsOverAndNoOthers() {
    for (int i = 1; i <= 20; i++) {
      take(i);
    }
    var fetched = new AtomicInteger();
    var counting =
        new RunLog(
            topics,
            KafkaSettings.reader(BrokerAccess.open(broker.bootstrapServers())),
            settings -> counting(settings, fetched));
    List<Integer> steps = new ArrayList<>();
    counting.backwards(
        RunEvent.Stepped.class,
        stepped -> {
          steps.add(number(stepped));
          return steps.size() < 3
              ? OptionalLong.of(stepped.place().offset())
              : OptionalLong.empty();
        });
    assertThat(steps).containsExactly(20, 19, 18);
    assertThat(fetched).hasValue(3);
  }

  /** Kafka's consumer, and how many records its polls hand over. */
  @SuppressWarnings("unchecked")
  private static Consumer<byte[], byte[]> counting(
      Map<String, Object> settings, AtomicInteger fetched) {
    var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            RunLogTest.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> {
              try {
                var result = method.invoke(consumer, arguments);
                if (result instanceof ConsumerRecords<?, ?> records) {
                  fetched.addAndGet(records.count());
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void backwardsPassesOverGarbageAndAbortedRecordsAndGoesWhereItIsSent() {
    for (int i = 1; i <= 4; i++) {
      take(i);
    }
    commit(topics.trainingSteps(), 0, "5", GARBAGE);
    begin(topics.trainingSteps(), 0, "6", step(6));
    producer.abortTransaction();
    awaitEndOfTransaction(topics.trainingSteps(), 0);
    List<Integer> steps = new ArrayList<>();
    log.backwards(
        RunEvent.Stepped.class,
        stepped -> {
          steps.add(number(stepped));
          return OptionalLong.of(number(stepped) == 4 ? 4 : stepped.place().offset());
        });
    assertThat(steps).containsExactly(4, 2, 1);
  }

  @Test
  void theFirstOffsetThatIsWantedIsTheEndWhereNoneIs() {
    for (int step = 1; step <= 4; step++) {
      commit(topics.prompts(), 0, step + "-0", GARBAGE);
    }
    commit(topics.prompts(), 1, "1-1", GARBAGE);
    assertThat(log.firstOffsets(List.of(topics.prompts()), key -> key.compareTo("3") > 0))
        .containsOnly(
            Map.entry(new TopicPartition(topics.prompts(), 0), 4L),
            Map.entry(new TopicPartition(topics.prompts(), 1), 2L));
  }

  @Test
  void theFirstThingMadeOfTheLogIsFoundAndWhatCannotBeUsedIsPassedOver() {
    commit(topics.trainingSteps(), 0, "1", GARBAGE);
    take(2);
    take(3);
    List<Integer> asked = new ArrayList<>();
    Optional<String> made =
        log.first(
            RunEvent.Stepped.class,
            stepped -> {
              asked.add(number(stepped));
              return asked.contains(2) ? Optional.of("made of " + asked) : Optional.empty();
            });
    assertThat(made).contains("made of [2]");
    assertThat(log.first(RunEvent.Stepped.class, stepped -> Optional.empty())).isEmpty();
  }

  @Test
  void theLastRecordsBeginWithTheLastOneThatIsWanted() {
    for (int i = 1; i <= 9; i++) {
      take(i);
    }
    commit(topics.trainingSteps(), 0, "10", GARBAGE);
    assertThat(
            log.lasts(RunEvent.Stepped.class, 2, stepped -> number(stepped) % 4 == 0).stream()
                .map(RunLogTest::number))
        .containsExactly(8, 9);
    assertThat(log.lasts(RunEvent.Stepped.class, 2, stepped -> false)).hasSize(9);
  }

  @Test
  void theLastOffsetIsThatOfARecordAndUnknownWhileATransactionIsOpen() {
    assertThat(log.lastOffset(RunEvent.Stepped.class, 0)).hasValue(-1);
    take(1);
    take(2);
    begin(topics.trainingSteps(), 0, "3", step(3));
    assertThat(log.lastOffset(RunEvent.Stepped.class, 0)).isEmpty();
    producer.abortTransaction();
    awaitEndOfTransaction(topics.trainingSteps(), 0);
    assertThat(log.lastOffset(RunEvent.Stepped.class, 0)).hasValue(2);
  }

  /** What a step's transaction wrote to other topics may be visible before the step's record is. */
  @Test
  void whoAsksForAStepWaitsForTheEndOfATransactionThatIsOpen() throws Exception {
    var bounds = new RunBounds(new StepPlan(9, 0, 1), new UnitLayout(2, 1));
    try (var steps = log.steps(bounds)) {
      assertThat(steps.isTaken(0)).isTrue();
      assertThat(steps.isTaken(1)).isFalse();
      take(1);
      take(5); // ahead of the run
      assertThat(steps.isTaken(1)).isTrue();
      assertThat(steps.hasMade(1, "")).isTrue();
      assertThat(steps.hasMade(1, "forged")).isFalse();
      assertThat(steps.isTaken(5)).isFalse();

      begin(topics.trainingSteps(), 0, "2", step(2));
      var second = CompletableFuture.supplyAsync(() -> steps.isTaken(2));
      producer.commitTransaction();
      assertThat(second.get()).isTrue();

      begin(topics.trainingSteps(), 0, "3", step(3));
      var third = CompletableFuture.supplyAsync(() -> steps.isTaken(3));
      producer.abortTransaction();
      assertThat(third.get()).isFalse();
    }
  }

  /** An evaluation that was written ahead of its step does not count once the step is taken. */
  @Test
  void anEvaluationOfOtherWeightsIsNone() {
    var bounds = new RunBounds(new StepPlan(9, 0, 1), new UnitLayout(2, 1));
    evaluate(2, "forged");
    evaluate(0, null);
    take(1);
    take(2);
    evaluate(1, "");
    evaluate(3, "");
    try (var steps = log.steps(bounds)) {
      assertThat(log.evaluated(bounds, steps)).containsExactlyInAnyOrder(0, 1);
    }
  }

  private void evaluate(int version, String sha256) {
    byte[] evaluation =
        RecordCodec.of(Evaluation.class)
            .encode(new Evaluation(version, Map.of(), List.of(), 0L, sha256, false));
    commit(topics.evaluations(), 0, Integer.toString(version), evaluation);
  }

  @Test
  void aTopicThatIsNotThereHasNoPartitions() {
    assertThat(log.partitions(topics.prompts())).isEqualTo(PARTITIONS);
    assertThat(log.partitions(topics.rescored("none"))).isZero();
  }
}
