package dev.preceptor.runlog;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;

/**
 * The log of one run: its topics as {@link RunEvent}s. Only committed records are seen.
 *
 * <ul>
 *   <li>{@link #replay} reads topics to their ends at the moment of the call; {@link #open} does so
 *       as often as is needed over one connection.
 *   <li>{@link #follow} begins at either end of topics and goes on.
 *   <li>{@link #first}, {@link #lasts} and {@link #backwards} look for something in one topic and
 *       read no more of it than they must.
 * </ul>
 *
 * <p>A run's log holds no connection itself: each call makes its own. Safe for use by several
 * threads.
 */
public final class RunLog {

  /** Records that one poll hands over where there is no reason for another budget. */
  public static final int DEFAULT_BUDGET = ConsumerConfig.DEFAULT_MAX_POLL_RECORDS;

  /** Less than any batch: the broker sends the one that was asked for, whole, and none after it. */
  private static final int ONE_BATCH_BYTES = 1;

  /** The offsets of a record and of the mark that ends its transaction. */
  private static final long MARKED_RECORD = 2;

  private final TopicTable table;
  private final Map<String, Object> settings;
  private final Connecting connecting;

  /** Makes a Kafka consumer. */
  @FunctionalInterface
  public interface Connecting {

    /**
     * A consumer of its own for whoever reads.
     *
     * @param settings by Kafka's names
     */
    org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> connect(
        Map<String, Object> settings);
  }

  /**
   * A run's log.
   *
   * @param settings of Kafka's consumer; those that decide what is seen are set here
   */
  public RunLog(Topics topics, Map<String, Object> settings) {
    this(topics, BrokerAccess.of(settings), settings);
  }

  private RunLog(Topics topics, BrokerAccess broker, Map<String, Object> settings) {
    this(topics, settings, own -> KafkaClients.reader(broker, own));
  }

  /**
   * The same over other consumers than Kafka's own.
   *
   * @param connecting makes them
   */
  public RunLog(Topics topics, Map<String, Object> settings, Connecting connecting) {
    table = new TopicTable(topics);
    Map<String, Object> own = new HashMap<>(settings);
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.settings = Map.copyOf(own);
    this.connecting = connecting;
  }

  /** The log of a run on a broker. */
  public static RunLog at(BrokerAccess broker, Topics topics) {
    return new RunLog(topics, broker, KafkaSettings.reader(broker));
  }

  /** A connection for several replays. */
  public Replay open() {
    return new Replay(connect(Map.of()));
  }

  /** Hands over every committed record; see {@link Replay#read(List, Consumer)}. */
  public void replay(List<String> topics, Consumer<RunEvent> use) {
    try (var replay = open()) {
      replay.read(topics, use);
    }
  }

  /**
   * Goes on reading topics.
   *
   * @param starts where each begins
   * @param budget records that one poll hands over, at most
   */
  public Follower follow(List<TopicStart> starts, int budget) {
    return new Follower(connect(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, budget)), starts);
  }

  /** How many partitions a topic has; 0 without such a topic. */
  public int partitions(String topic) {
    try (var consumer = connect(Map.of())) {
      return consumer.partitions(topic).size();
    }
  }

  /** Hands over the committed records of a topic of one partition that can be read, in order. */
  public <E extends RunEvent> void each(Class<E> type, Consumer<E> use) {
    try (var consumer = connect(Map.of())) {
      var partition = single(type);
      consumer.startAtBeginning(List.of(partition));
      read(consumer, partition, consumer.end(partition), type, use);
    }
  }

  /** The offset after the last committed record of a partition. */
  public long end(TopicPartition partition) {
    try (var consumer = connect(Map.of())) {
      return consumer.end(partition);
    }
  }

  /** The versions of the policy that were evaluated, of those that can exist. */
  public Set<Integer> evaluated(RunBounds bounds, TakenSteps taken) {
    Set<Integer> evaluated = new HashSet<>();
    evaluations(bounds, taken, evaluation -> evaluated.add(evaluation.getPolicyVersion()));
    return evaluated;
  }

  /**
   * Reads the answers that are the run's own, in log order.
   *
   * @param taken the steps that the run has taken
   */
  public void answers(RunBounds bounds, TakenSteps taken, Consumer<EvaluationAnswer> use) {
    each(
        RunEvent.Answered.class,
        answer -> {
          EvaluationAnswer value = answer.value().get();
          try {
            bounds.requireAnswer(answer.key(), value, taken);
          } catch (RefusedRecordException e) {
            return; // none of the run's
          }
          use.accept(value);
        });
  }

  /** Hands over the evaluations that are the run's own, in the order in which they were written. */
  public void evaluations(RunBounds bounds, TakenSteps taken, Consumer<Evaluation> use) {
    each(
        RunEvent.Evaluated.class,
        evaluation -> {
          Evaluation value = evaluation.value().get();
          try {
            bounds.requireEvaluation(evaluation.key(), value, taken);
          } catch (RefusedRecordException e) {
            return; // none of the run's
          }
          use.accept(value);
        });
  }

  /** Reads on from where the consumer is, and hands over what can be read. */
  private static <E extends RunEvent> void read(
      LogConsumer consumer, TopicPartition partition, long to, Class<E> type, Consumer<E> use) {
    consumer.readTo(
        Map.of(partition, to),
        event -> {
          if (event.value().ifReadable().isPresent()) {
            use.accept(type.cast(event));
          }
          return false;
        });
  }

  /**
   * The first thing that is made of the committed records of a topic of one partition, in order;
   * nothing where nothing is made of any. What cannot be read, or used, is passed over.
   *
   * @param use may throw {@link UnreadableRecordException}
   */
  public <E extends RunEvent, R> Optional<R> first(Class<E> type, Function<E, Optional<R>> use) {
    var made = new AtomicReference<R>();
    try (var consumer = connect(Map.of())) {
      var partition = single(type);
      consumer.startAtBeginning(List.of(partition));
      consumer.readTo(
          Map.of(partition, consumer.end(partition)),
          event -> {
            tried(use, type.cast(event)).ifPresent(made::set);
            return made.get() != null;
          });
    }
    return Optional.ofNullable(made.get());
  }

  private static <E, R> Optional<R> tried(Function<E, Optional<R>> use, E event) {
    try {
      return use.apply(event);
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }

  /**
   * The offset of each partition's first committed record whose key is wanted; where there is none,
   * the end. Reads all that lies before it, and decodes nothing.
   */
  public Map<TopicPartition, Long> firstOffsets(List<String> topics, Predicate<String> wanted) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try (var consumer = connect(Map.of())) {
      for (String topic : topics) {
        for (TopicPartition partition : consumer.partitions(topic)) {
          offsets.put(partition, firstOffset(consumer, partition, wanted));
        }
      }
    }
    return offsets;
  }

  private static long firstOffset(
      LogConsumer consumer, TopicPartition partition, Predicate<String> wanted) {
    long end = consumer.end(partition);
    consumer.startAtBeginning(List.of(partition));
    return consumer
        .readTo(Map.of(partition, end), event -> wanted.test(event.key()))
        .map(event -> event.place().offset())
        .orElse(end);
  }

  /**
   * The last committed records of every partition that can be read, from the last one on that is
   * wanted; all of a partition that has none.
   *
   * @param window how far before a partition's end the search begins, offsets, at least 2; it
   *     widens, because the last offsets may all be marks of transactions or garbage
   */
  public <E extends RunEvent> List<E> lasts(Class<E> type, long window, Predicate<E> wanted) {
    try (var consumer = connect(Map.of())) {
      return consumer.partitions(table.topic(type)).stream()
          .flatMap(partition -> lasts(consumer, partition, type, window, wanted).stream())
          .toList();
    }
  }

  /** The same of one partition. */
  public <E extends RunEvent> List<E> lasts(
      Class<E> type, int partition, long window, Predicate<E> wanted) {
    try (var consumer = connect(Map.of())) {
      return lasts(
          consumer, new TopicPartition(table.topic(type), partition), type, window, wanted);
    }
  }

  private static <E extends RunEvent> List<E> lasts(
      LogConsumer consumer,
      TopicPartition partition,
      Class<E> type,
      long window,
      Predicate<E> wanted) {
    long begin = consumer.begin(partition);
    long end = consumer.end(partition);
    List<E> found = new ArrayList<>();
    long back = window;
    long from;
    do {
      from = Math.max(begin, end - back);
      found.clear();
      consumer.startAt(partition, from);
      read(
          consumer,
          partition,
          end,
          type,
          event -> {
            if (wanted.test(event)) {
              found.clear();
            }
            found.add(event);
          });
      back *= window;
    } while (from > begin && (found.isEmpty() || !wanted.test(found.get(0))));
    return found;
  }

  /**
   * The offset of the last record of a topic's partition, -1 without any; nothing while a
   * transaction is open there, since what it holds may be visible elsewhere already.
   */
  public OptionalLong lastOffset(Class<? extends RunEvent> type, int number) {
    var partition = new TopicPartition(table.topic(type), number);
    long written;
    try (var uncommitted = connectUncommitted()) {
      written = uncommitted.end(partition);
    }
    try (var consumer = connect(Map.of())) {
      long begin = consumer.begin(partition);
      long end = consumer.end(partition);
      return end < written
          ? OptionalLong.empty()
          : OptionalLong.of(
              lastBefore(consumer, partition, begin, end)
                  .map(event -> event.place().offset())
                  .orElse(-1L));
    }
  }

  /**
   * Hands over committed records of a topic of one partition that can be read, from the last one
   * backwards, each fetched by itself.
   *
   * @param see takes a record and says before which offset the next one is to be the last; nothing
   *     to see no more
   */
  public <E extends RunEvent> void backwards(Class<E> type, Function<E, OptionalLong> see) {
    var partition = single(type);
    try (var consumer =
        connect(Map.of(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, ONE_BATCH_BYTES))) {
      long begin = consumer.begin(partition);
      OptionalLong before = OptionalLong.of(consumer.end(partition));
      while (before.isPresent()) {
        before =
            lastBefore(consumer, partition, begin, before.getAsLong())
                .map(event -> seen(type.cast(event), see))
                .orElse(OptionalLong.empty());
      }
    }
  }

  private static <E extends RunEvent> OptionalLong seen(E event, Function<E, OptionalLong> see) {
    return event.value().ifReadable().isPresent()
        ? see.apply(event)
        : OptionalLong.of(event.place().offset());
  }

  /** The last committed record before an offset, looked for in steps that double. */
  private static Optional<RunEvent> lastBefore(
      LogConsumer consumer, TopicPartition partition, long begin, long before) {
    for (long back = MARKED_RECORD; ; back *= MARKED_RECORD) {
      long from = Math.max(begin, before - back);
      var last = new AtomicReference<RunEvent>();
      consumer.startAt(partition, from);
      consumer.readTo(
          Map.of(partition, before),
          event -> {
            last.set(event);
            return false;
          });
      if (last.get() != null || from <= begin) {
        return Optional.ofNullable(last.get());
      }
    }
  }

  TopicPartition single(Class<? extends RunEvent> type) {
    return new TopicPartition(table.topic(type), 0);
  }

  /** The topic whose records are events of a type; see {@link TopicTable#topic}. */
  public String topic(Class<? extends RunEvent> type) {
    return table.topic(type);
  }

  /**
   * The steps that the run has taken, read when somebody asks about one that is not known yet.
   *
   * @param bounds of the run
   */
  public StepsOnRecord steps(RunBounds bounds) {
    return new StepsOnRecord(this, bounds);
  }

  /** A connection that sees transactions before they end, for the offsets of what was written. */
  LogConsumer connectUncommitted() {
    return connect(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"));
  }

  private LogConsumer connect(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(settings);
    all.putAll(more);
    return new LogConsumer(connecting.connect(all), table, ReadPatience.limit(all));
  }
}
