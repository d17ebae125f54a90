package dev.preceptor.runlog;

import dev.preceptor.schemas.CachedVerdict;
import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.SkippedBatch;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What each of a run's topics holds: the one place where the name of a topic becomes the type of
 * its records. Safe for use by several threads.
 */
public final class TopicTable {

  private final Topics topics;
  private final Map<String, Row> rows = new HashMap<>();
  private final Map<Class<? extends RunEvent>, String> names = new HashMap<>();
  private final RecordCodec<ScoredGroup> groups = RecordCodec.of(ScoredGroup.class);
  private final RecordCodec<Judgement> judgements = RecordCodec.of(Judgement.class);

  /** Makes the event of a topic's record. */
  private interface Row {
    RunEvent event(RunEvent.Origin origin, ConsumerRecord<byte[], byte[]> record);
  }

  /** The table of one run. */
  public TopicTable(Topics topics) {
    this.topics = topics;
    add(topics.definition(), RunEvent.Defined.class, Definition.class, RunEvent.Defined::new);
    add(topics.prompts(), RunEvent.Issued.class, Prompt.class, RunEvent.Issued::new);
    add(topics.rollouts(), RunEvent.Sampled.class, Rollout.class, RunEvent.Sampled::new);
    add(topics.judgements(), RunEvent.Judged.class, Judgement.class, RunEvent.Judged::new);
    add(topics.scoredGroups(), RunEvent.Scored.class, ScoredGroup.class, RunEvent.Scored::new);
    add(topics.policy(), RunEvent.Published.class, PolicyChunk.class, RunEvent.Published::new);
    add(topics.trainingSteps(), RunEvent.Stepped.class, TrainingStep.class, RunEvent.Stepped::new);
    add(topics.evaluations(), RunEvent.Evaluated.class, Evaluation.class, RunEvent.Evaluated::new);
    add(topics.answers(), RunEvent.Answered.class, EvaluationAnswer.class, RunEvent.Answered::new);
    add(topics.reviews(), RunEvent.Reviewed.class, Review.class, RunEvent.Reviewed::new);
    add(
        topics.judgeCache(),
        RunEvent.VerdictCached.class,
        CachedVerdict.class,
        RunEvent.VerdictCached::new);
    names.put(RunEvent.SetAside.class, topics.deadLetters());
    rows.put(topics.deadLetters(), TopicTable::setAside);
  }

  private <E extends RunEvent, T extends SpecificRecord> void add(
      String topic,
      Class<E> event,
      Class<T> type,
      BiFunction<RunEvent.Origin, RecordValue<T>, E> make) {
    RecordCodec<T> codec = RecordCodec.of(type);
    names.put(event, topic);
    rows.put(topic, (origin, record) -> make.apply(origin, value(record, codec::decode)));
  }

  private static <T> RecordValue<T> value(
      ConsumerRecord<byte[], byte[]> record, Function<byte[], T> decode) {
    return new RecordValue<>(
        record.value(),
        bytes -> {
          SkippedBatch.requireNone(record.headers());
          return decode.apply(bytes);
        });
  }

  /** The letter stands in the headers. */
  private static RunEvent setAside(RunEvent.Origin origin, ConsumerRecord<byte[], byte[]> record) {
    return new RunEvent.SetAside(origin, value(record, bytes -> DeadLetter.of(record.headers())));
  }

  /**
   * The topic whose records are events of a type.
   *
   * @throws IllegalArgumentException if that is not one topic: each rescore has its own
   */
  public String topic(Class<? extends RunEvent> type) {
    String name = names.get(type);
    if (name == null) {
      throw new IllegalArgumentException(
          "no single topic of run %s holds what is %s".formatted(topics.run(), type.getName()));
    }
    return name;
  }

  /**
   * What a record says.
   *
   * @throws IllegalArgumentException if its topic is none of the run's
   */
  public RunEvent event(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    var place = new Place(record.topic(), record.partition(), record.offset());
    var origin = new RunEvent.Origin(place, key, record.timestamp());
    Row row = rows.get(record.topic());
    return row == null ? rescored(origin, record) : row.event(origin, record);
  }

  private RunEvent rescored(RunEvent.Origin origin, ConsumerRecord<byte[], byte[]> record) {
    String rescore =
        topics
            .rescoreOf(record.topic())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "topic %s is none of run %s".formatted(record.topic(), topics.run())));
    if (record.topic().equals(topics.rescored(rescore))) {
      return new RunEvent.Rescored(origin, rescore, value(record, groups::decode));
    }
    return new RunEvent.JudgedAgain(origin, rescore, value(record, judgements::decode));
  }
}
