package dev.preceptor.reward;

import dev.preceptor.kit.DeadLetterCounts;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.trace.GroupTraces;
import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.SkippedBatch;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import dev.preceptor.scoring.GroupState;
import dev.preceptor.scoring.GroupState.Waiting;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.scoring.Transition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Passes what arrives to {@link RewardAssembly}, and keeps the state of each group: those that wait
 * in one store, in another a mark for each that has left, until the {@link Horizon} has passed its
 * step, and in a third why a record in the place of a group's rollout could not be read.
 */
final class GroupProcessor implements Processor<String, byte[], String, byte[]> {

  static final String WAITING = "waiting";
  static final String FINISHED = "finished";
  static final String UNREADABLE = "unreadable";
  static final String SCORED_GROUPS = "scored-groups";
  static final String DEAD_LETTERS = "dead-letters";

  /** How often deadlines are checked. */
  private static final Duration TICK = Duration.ofMillis(250);

  /** How often it is asked whether groups with unreadable rollouts are lost. */
  static final Duration LOST_CHECK = Duration.ofSeconds(2);

  /**
   * No deadline takes effect sooner than this after a task was assigned to this process: verdicts
   * that arrived in time while no process read them must be read first.
   */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  /** The group had responses. The newest of these marks gives the horizon after a restart. */
  private static final byte[] MARK = {};

  /**
   * The group failed. The horizon ignores it: a failed rollout may come before its step's others.
   */
  private static final byte[] MARK_OF_FAILED = {1};

  private static final String ROLLOUTS = "rollouts";
  private static final String JUDGEMENTS = "judgements";

  private final RewardAssembly assembly;
  private final PartCheck check;
  private final GroupLog log;
  private final Topics topics;
  private final WaitingGroups counted;
  private final DeadLetterCounts deadLetters;
  private final Duplicates duplicates;
  private final GroupTraces traces;
  private final Horizon horizon;
  private final RecordCodec<Rollout> rollouts = RecordCodec.of(Rollout.class);
  private final RecordCodec<Judgement> judgements = RecordCodec.of(Judgement.class);
  private final RecordCodec<ScoredGroup> scoredGroups = RecordCodec.of(ScoredGroup.class);
  private ProcessorContext<String, byte[]> context;
  private KeyValueStore<String, Waiting> waiting;
  private KeyValueStore<String, byte[]> finished;
  private KeyValueStore<String, String> unreadable;

  /** Deadline and missing judges of each group in the waiting store, without decoding it. */
  private final Map<String, Pending> pending = new HashMap<>();

  private long settledMillis;

  /** A group that waits. */
  private record Pending(OptionalLong deadlineMillis, Set<String> lacking) {}

  GroupProcessor(
      RewardAssembly assembly,
      PartCheck check,
      GroupLog log,
      Topics topics,
      WaitingGroups counted,
      DeadLetterCounts deadLetters,
      Duplicates duplicates,
      GroupTraces traces) {
    this.assembly = assembly;
    this.check = check;
    this.log = log;
    this.topics = topics;
    this.counted = counted;
    this.deadLetters = deadLetters;
    this.duplicates = duplicates;
    this.traces = traces;
    horizon = new Horizon(check.bounds().plan().staleness());
  }

  @Override
  public void init(ProcessorContext<String, byte[]> processorContext) {
    context = processorContext;
    waiting = context.getStateStore(WAITING);
    finished = context.getStateStore(FINISHED);
    unreadable = context.getStateStore(UNREADABLE);
    RestoredStore.deleteForeign(waiting, this::isPlace);
    RestoredStore.deleteForeign(unreadable, this::isPlace);
    RestoredStore.deleteForeign(finished, this::isMark);
    entries(finished).stream()
        .filter(mark -> mark.value.length == 0)
        .forEach(mark -> horizon.sampled(GroupKey.parse(mark.key).step()));
    pending.clear();
    entries(waiting).forEach(entry -> pending.put(entry.key, pending(entry.value)));
    context.schedule(LOST_CHECK, PunctuationType.WALL_CLOCK_TIME, now -> failLost());
    if (assembly.waitsForJudges()) {
      settledMillis = context.currentSystemTimeMs() + SETTLING.toMillis();
      context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }
    reportLacking();
  }

  @Override
  public void process(Record<String, byte[]> record) {
    RecordMetadata source = context.recordMetadata().orElseThrow();
    if (source.topic().equals(topics.rollouts())) {
      rollout(record, source);
    } else {
      judgement(record, source);
    }
  }

  private Pending pending(Waiting state) {
    return new Pending(state.deadlineMillis(), assembly.missingJudges(state));
  }

  private void reportLacking() {
    counted.count(
        context.taskId().toString(),
        pending.values().stream()
            .filter(group -> group.deadlineMillis().isPresent())
            .map(Pending::lacking)
            .toList());
  }

  private void rollout(Record<String, byte[]> record, RecordMetadata source) {
    try {
      SkippedBatch.requireNone(record.headers());
      Rollout rollout = rollouts.decode(record.value());
      check.require(record.key(), source.partition(), rollout);
      traces.arrived(GroupKey.parse(record.key()), record.headers());
      GroupState state = stateOf(record.key());
      Transition transition =
          scored(() -> assembly.sampled(state, rollout, context.currentSystemTimeMs()));
      countUnlessUsed(ROLLOUTS, state, transition);
      if (rollout.getFailure() == null) {
        apply(record.key(), state, transition, MARK);
        advanceHorizon(rollout.getStep());
      } else {
        apply(record.key(), state, transition, MARK_OF_FAILED);
      }
    } catch (RefusedRecordException e) {
      deadLetter(record, source, e);
    } catch (UnscorableRolloutException e) {
      deadLetter(record, source, e);
      fail(record.key(), e.getMessage());
    } catch (UnreadableRecordException e) {
      deadLetter(record, source, e);
      holdUnreadable(record.key(), source, e.getMessage());
    }
  }

  /** A record that makes scoring fail would otherwise end this process each time it is read. */
  private static Transition scored(Supplier<Transition> scoring) {
    try {
      return scoring.get();
    } catch (RuntimeException e) {
      throw new UnscorableRolloutException(e);
    }
  }

  /** A rollout of the run that scoring fails on. */
  private static final class UnscorableRolloutException extends UnreadableRecordException {
    private static final long serialVersionUID = 1L;

    UnscorableRolloutException(RuntimeException cause) {
      super("it cannot be scored: " + cause, cause);
    }
  }

  /** Keeps in mind that a record which may be the group's rollout could not be read. */
  private void holdUnreadable(String key, RecordMetadata source, String why) {
    try {
      check.requirePlace(key, source.partition());
      if (stateOf(key) instanceof Waiting state && state.rollout().isEmpty()) {
        unreadable.put(key, why);
      }
    } catch (UnreadableRecordException e) {
      return; // there is no group whose rollout it can be
    }
  }

  /** Otherwise the learner would wait for ever for a group whose rollout is unreadable. */
  private void failLost() {
    for (KeyValue<String, String> entry : entries(unreadable)) {
      if (log.isRolloutRead(GroupKey.parse(entry.key))) {
        fail(entry.key, entry.value);
      }
    }
  }

  private void fail(String key, String why) {
    GroupState state = stateOf(key);
    apply(key, state, assembly.unreadable(state, GroupKey.parse(key), why), MARK_OF_FAILED);
    forgetUnreadable(key);
  }

  private void judgement(Record<String, byte[]> record, RecordMetadata source) {
    try {
      SkippedBatch.requireNone(record.headers());
      Judgement judgement = judgements.decode(record.value());
      check.require(record.key(), source.partition(), judgement);
      traces.arrived(GroupKey.parse(record.key()), record.headers());
      GroupState state = stateOf(record.key());
      Transition transition = scored(() -> assembly.judged(state, judgement));
      countUnlessUsed(JUDGEMENTS, state, transition);
      apply(record.key(), state, transition, MARK);
    } catch (UnreadableRecordException e) {
      deadLetter(record, source, e);
    }
  }

  /** Counts a second rollout, a judge's second judgement, and one that came too late. */
  private void countUnlessUsed(String what, GroupState before, Transition transition) {
    if (transition.state() == before && transition.output().isEmpty()) {
      duplicates.count(what);
    }
  }

  private void tick(long nowMillis) {
    if (nowMillis >= settledMillis) {
      scoreOverdue(nowMillis);
    }
    reportLacking();
  }

  private void scoreOverdue(long nowMillis) {
    List<String> due = new ArrayList<>();
    pending.forEach(
        (key, group) -> {
          if (group.deadlineMillis().orElse(Long.MAX_VALUE) <= nowMillis) {
            due.add(key);
          }
        });
    Collections.sort(due);
    for (String key : due) {
      GroupState state = stateOf(key);
      apply(key, state, assembly.tick(state, nowMillis), MARK);
    }
  }

  @Override
  public void close() {
    counted.forget(context.taskId().toString());
  }

  private GroupState stateOf(String key) {
    if (horizon.hasPassed(GroupKey.parse(key).step()) || finished.get(key) != null) {
      return GroupState.FINISHED;
    }
    Waiting state = waiting.get(key);
    return state == null ? GroupState.UNSEEN : state;
  }

  private void apply(String key, GroupState before, Transition transition, byte[] mark) {
    if (transition.state() instanceof Waiting state) {
      if (state != before) {
        waiting.put(key, state);
        pending.put(key, pending(state));
      }
      if (state.rollout().isPresent()) {
        forgetUnreadable(key);
      }
    } else if (transition.output().isPresent()) {
      // Every deletion is a record in the store's log, even of what is not there.
      if (pending.remove(key) != null) {
        waiting.delete(key);
      }
      forgetUnreadable(key);
      finished.put(key, mark);
      context.forward(
          new Record<>(
              key,
              scoredGroups.encode(transition.output().get()),
              context.currentSystemTimeMs(),
              traces.done("score", GroupKey.parse(key))),
          SCORED_GROUPS);
    }
  }

  private void forgetUnreadable(String key) {
    if (unreadable.get(key) != null) {
      unreadable.delete(key);
    }
  }

  private void advanceHorizon(int step) {
    if (horizon.sampled(step)) {
      forgetPassed(finished);
      forgetPassed(waiting);
      forgetPassed(unreadable);
      pending.keySet().removeIf(key -> horizon.hasPassed(GroupKey.parse(key).step()));
    }
  }

  private <V> void forgetPassed(KeyValueStore<String, V> store) {
    for (KeyValue<String, V> entry : entries(store)) {
      if (horizon.hasPassed(GroupKey.parse(entry.key).step())) {
        store.delete(entry.key);
      }
    }
  }

  private boolean isPlace(String key) {
    try {
      check.requirePlace(key, context.taskId().partition());
      return true;
    } catch (UnreadableRecordException e) {
      return false;
    }
  }

  /** A mark and the group's score are one transaction. */
  private boolean isMark(String key) {
    return isPlace(key)
        && (check.taken().isTaken(GroupKey.parse(key).step()) || log.isScored(GroupKey.parse(key)));
  }

  /** All that a store holds now, so that it may change meanwhile. */
  private static <V> List<KeyValue<String, V>> entries(KeyValueStore<String, V> store) {
    List<KeyValue<String, V>> entries = new ArrayList<>();
    try (KeyValueIterator<String, V> all = store.all()) {
      all.forEachRemaining(entries::add);
    }
    return entries;
  }

  private void deadLetter(
      Record<String, byte[]> record, RecordMetadata source, UnreadableRecordException why) {
    DeadLetter letter = DeadLetter.of(source.topic(), source.partition(), source.offset(), why);
    deadLetters.count(topics.withoutRun(letter.topic()));
    byte[] key = DeadLetter.key(record.key());
    context.forward(
        record
            .withKey(key == null ? null : new String(key, StandardCharsets.UTF_8))
            .withValue(DeadLetter.value(record.value()))
            .withHeaders(new RecordHeaders(letter.headers())),
        DEAD_LETTERS);
  }
}
