package dev.preceptor.reward;

import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import dev.preceptor.scoring.GroupState;
import dev.preceptor.scoring.GroupState.Waiting;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.scoring.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * Feeds what arrives to {@link RewardAssembly}, and keeps what it says of each group: those that
 * wait in one store, and in another a mark for each that has left.
 */
final class GroupProcessor implements Processor<String, byte[], String, byte[]> {

  static final String WAITING = "waiting";
  static final String FINISHED = "finished";
  static final String SCORED_GROUPS = "scored-groups";
  static final String DEAD_LETTERS = "dead-letters";

  /** How often deadlines are looked at. */
  private static final Duration TICK = Duration.ofMillis(250);

  private static final byte[] MARK = {};

  private final RewardAssembly assembly;
  private final Topics topics;
  private final WaitingGroups counted;
  private final RecordCodec<Rollout> rollouts = RecordCodec.of(Rollout.class);
  private final RecordCodec<Judgement> judgements = RecordCodec.of(Judgement.class);
  private final RecordCodec<ScoredGroup> scoredGroups = RecordCodec.of(ScoredGroup.class);
  private ProcessorContext<String, byte[]> context;
  private KeyValueStore<String, Waiting> waiting;
  private KeyValueStore<String, byte[]> finished;

  GroupProcessor(RewardAssembly assembly, Topics topics, WaitingGroups counted) {
    this.assembly = assembly;
    this.topics = topics;
    this.counted = counted;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> processorContext) {
    context = processorContext;
    waiting = context.getStateStore(WAITING);
    finished = context.getStateStore(FINISHED);
    if (assembly.waitsForJudges()) {
      context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }
    tellLacking();
  }

  @Override
  public void process(Record<String, byte[]> record) {
    RecordMetadata source = context.recordMetadata().orElseThrow();
    if (source.topic().equals(topics.rollouts())) {
      rollout(record, source);
    } else {
      judgement(record, source);
    }
    tellLacking();
  }

  private void tellLacking() {
    counted.count(context.taskId().toString(), waiting.approximateNumEntries());
  }

  private void rollout(Record<String, byte[]> record, RecordMetadata source) {
    try {
      Rollout rollout = rollouts.decode(record.value());
      GroupKey.require(record.key(), rollout.getStep(), rollout.getSlot());
      apply(
          record.key(),
          assembly.sampled(stateOf(record.key()), rollout, context.currentSystemTimeMs()));
    } catch (UnreadableRecordException e) {
      deadLetter(record, source, e.getMessage());
      failGroupOf(record.key(), e.getMessage());
    }
  }

  /** Without this, a group whose rollout is garbage would be waited for for ever. */
  private void failGroupOf(String key, String why) {
    try {
      apply(key, assembly.unreadable(stateOf(key), GroupKey.parse(key), why));
    } catch (UnreadableRecordException e) {
      return; // the key is garbage too: no group can be told
    }
  }

  private void judgement(Record<String, byte[]> record, RecordMetadata source) {
    try {
      Judgement judgement = judgements.decode(record.value());
      GroupKey.require(record.key(), judgement.getStep(), judgement.getSlot());
      apply(record.key(), assembly.judged(stateOf(record.key()), judgement));
    } catch (UnreadableRecordException e) {
      deadLetter(record, source, e.getMessage());
    }
  }

  private void tick(long nowMillis) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, Waiting> all = waiting.all()) {
      all.forEachRemaining((KeyValue<String, Waiting> entry) -> keys.add(entry.key));
    }
    for (String key : keys) {
      apply(key, assembly.tick(stateOf(key), nowMillis));
    }
    tellLacking();
  }

  @Override
  public void close() {
    counted.forget(context.taskId().toString());
  }

  private GroupState stateOf(String key) {
    if (finished.get(key) != null) {
      return GroupState.FINISHED;
    }
    Waiting state = waiting.get(key);
    return state == null ? GroupState.UNSEEN : state;
  }

  private void apply(String key, Transition transition) {
    if (transition.state() instanceof Waiting state) {
      waiting.put(key, state);
    } else if (transition.output().isPresent()) {
      waiting.delete(key);
      finished.put(key, MARK);
      context.forward(
          new Record<>(
              key, scoredGroups.encode(transition.output().get()), context.currentSystemTimeMs()),
          SCORED_GROUPS);
    }
  }

  private void deadLetter(Record<String, byte[]> record, RecordMetadata source, String reason) {
    DeadLetter letter = new DeadLetter(source.topic(), source.partition(), source.offset(), reason);
    context.forward(record.withHeaders(new RecordHeaders(letter.headers())), DEAD_LETTERS);
  }
}
