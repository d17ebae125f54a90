package dev.preceptor.runlog;

import dev.preceptor.schemas.CachedVerdict;
import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.schemas.UnreadableRecordException;

/**
 * What one committed record of a run's topics says. Each topic has its own type of event, so
 * whoever reads several topics asks for the type and never for a topic's name. A record that cannot
 * be read is an event too: its {@link #value} has the reason, and what is done about it is decided
 * by who reads.
 */
public sealed interface RunEvent {

  /** Where the record lies, its key and its time. */
  Origin origin();

  /** What the record holds, or why that cannot be read. */
  RecordValue<?> value();

  /** Where the record lies. */
  default Place place() {
    return origin().place();
  }

  /** The record's key; null without one. */
  default String key() {
    return origin().key();
  }

  /** When the record was written, by its writer's clock; milliseconds since 1970. */
  default long writtenMillis() {
    return origin().writtenMillis();
  }

  /**
   * What can be known of a record without reading it.
   *
   * @param place where it lies
   * @param key as text, or null
   * @param writtenMillis when it was written, by its writer's clock
   */
  record Origin(Place place, String key, long writtenMillis) {}

  /** An event of one group of responses. */
  sealed interface OfGroup extends RunEvent {

    /**
     * The group that the key names. The record itself may name another one.
     *
     * @throws UnreadableRecordException if the key names none
     */
    default GroupKey group() {
      return GroupKey.parse(key());
    }
  }

  /** The run was defined, or defined anew when it was resumed. */
  record Defined(Origin origin, RecordValue<Definition> value) implements RunEvent {}

  /** A prompt was issued. */
  record Issued(Origin origin, RecordValue<Prompt> value) implements OfGroup {}

  /** Responses to a prompt were sampled, or could not be. */
  record Sampled(Origin origin, RecordValue<Rollout> value) implements OfGroup {}

  /** A judge has judged a group's responses. */
  record Judged(Origin origin, RecordValue<Judgement> value) implements OfGroup {}

  /** A group was scored, or has failed. */
  record Scored(Origin origin, RecordValue<ScoredGroup> value) implements OfGroup {}

  /** A slice of a policy version was published. */
  record Published(Origin origin, RecordValue<PolicyChunk> value) implements RunEvent {}

  /** An optimizer step was taken. */
  record Stepped(Origin origin, RecordValue<TrainingStep> value) implements RunEvent {}

  /** A policy version was evaluated. */
  record Evaluated(Origin origin, RecordValue<Evaluation> value) implements RunEvent {}

  /** A question of an evaluation was answered. */
  record Answered(Origin origin, RecordValue<EvaluationAnswer> value) implements RunEvent {}

  /** A person has judged a response, or an answer of an evaluation. */
  record Reviewed(Origin origin, RecordValue<Review> value) implements RunEvent {}

  /** A judge's verdict on a statement was kept for the other workers. */
  record VerdictCached(Origin origin, RecordValue<CachedVerdict> value) implements RunEvent {}

  /** A service has put aside a record that it could not read; the bytes are that record's. */
  record SetAside(Origin origin, RecordValue<DeadLetter> value) implements RunEvent {}

  /**
   * A group was scored again.
   *
   * @param rescore its name
   */
  record Rescored(Origin origin, String rescore, RecordValue<ScoredGroup> value)
      implements OfGroup {}

  /**
   * A judge that the run did not ask has judged a group's responses.
   *
   * @param rescore name of the rescore that asked it
   */
  record JudgedAgain(Origin origin, String rescore, RecordValue<Judgement> value)
      implements OfGroup {}
}
