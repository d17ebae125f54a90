package dev.preceptor.history.ledger;

import dev.preceptor.runlog.Consumer;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.VerdictKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The content of one record, reduced to the few bytes that the ledger needs. Violations that the
 * record shows by itself, such as an image that does not match its hash, are listed as flaws.
 */
public sealed interface Entry {

  /** The place of the record in the log. */
  Place place();

  /** An entry of one group. */
  sealed interface OfGroup extends Entry {

    /** The group. */
    GroupKey group();
  }

  /**
   * A prompt was issued.
   *
   * @param prompt its content; empty if the record cannot be read
   */
  record Issued(GroupKey group, Optional<Prompt> prompt, Place place) implements OfGroup {}

  /**
   * The content of a prompt.
   *
   * @param policyVersion the policy version that must answer
   * @param question fingerprint of question, choices and answer
   * @param unit the sampling unit that it is decoded with
   * @param flaws its violations
   */
  record Prompt(int policyVersion, String question, int unit, List<Flaw> flaws) {}

  /**
   * Responses were sampled.
   *
   * @param rollout its content; empty if the record cannot be read
   */
  record Sampled(GroupKey group, Optional<Rollout> rollout, Place place) implements OfGroup {}

  /**
   * The content of a rollout.
   *
   * @param fingerprint of everything but the worker and the sampling time
   * @param failed whether it has a failure reason instead of responses
   * @param policyVersion that answered
   * @param question fingerprint of question, choices and answer
   * @param responses fingerprint of the responses
   * @param size number of responses
   * @param texts SHA-256 of the responses' texts, in order
   * @param grades by reward, the values of its function; empty if it cannot grade one of the
   *     responses. Without rewards that are not repeatable
   * @param flaws its violations
   */
  record Rollout(
      String fingerprint,
      boolean failed,
      int policyVersion,
      String question,
      String responses,
      int size,
      List<String> texts,
      Map<String, Optional<String>> grades,
      List<Flaw> flaws) {}

  /**
   * A judge has given its verdicts.
   *
   * @param judge name of the judge
   * @param fingerprint of the judge and the group
   * @param votes one per response
   */
  record Judgement(
      GroupKey group, String judge, String fingerprint, List<VerdictKind> votes, Place place)
      implements OfGroup {

    /**
     * Whether this judgement repeats another one. A response that was unscorable once may get a
     * verdict the next time, and vice versa: a server may fail. Log-probabilities are not compared,
     * because their last bits depend on what else was in the batch.
     */
    boolean agreesWith(Judgement other) {
      return fingerprint.equals(other.fingerprint)
          && votes.size() == other.votes.size()
          && IntStream.range(0, votes.size())
              .allMatch(i -> agree(votes.get(i), other.votes.get(i)));
    }

    private static boolean agree(VerdictKind one, VerdictKind other) {
      return one == other || one == VerdictKind.unscorable || other == VerdictKind.unscorable;
    }
  }

  /**
   * A group was scored, or has failed.
   *
   * @param score its content; empty if the record cannot be read
   */
  record Scored(GroupKey group, Optional<Score> score, Place place) implements OfGroup {}

  /**
   * The content of a scored group.
   *
   * @param fingerprint of the whole record
   * @param failure why there are no scores
   * @param policyVersion that answered
   * @param responses fingerprint of the responses
   * @param rewards by reward, the values of the responses; empty if it was left out
   * @param lateJudges judges that it records as late
   * @param flaws its violations
   */
  record Score(
      String fingerprint,
      Optional<String> failure,
      int policyVersion,
      String responses,
      Map<String, Optional<String>> rewards,
      Set<String> lateJudges,
      List<Flaw> flaws) {}

  /**
   * A step was taken.
   *
   * @param policyVersion the version that it produced
   * @param sha256 hash of that version's weights
   * @param settled the outcomes of its groups
   * @param firstStepKept first step whose group records are kept, if recorded
   */
  record Stepped(
      int step,
      int policyVersion,
      String sha256,
      List<Settled> settled,
      OptionalInt firstStepKept,
      Place place)
      implements Entry {}

  /**
   * The outcome of a group in its step.
   *
   * @param reason reason of an outcome other than trained
   */
  record Settled(GroupKey group, Outcome outcome, String reason, Place place) implements OfGroup {}

  /**
   * A question of an evaluation was answered.
   *
   * @param sha256 hash of the weights that answered
   * @param grade fingerprint of the correct letter and how the answer was graded
   * @param text SHA-256 of the answer
   */
  record Answered(int version, String sha256, long row, String grade, String text, Place place)
      implements Entry {}

  /**
   * A version was evaluated.
   *
   * @param sha256 hash of the weights that answered; empty if it is not recorded
   * @param grades fingerprints of the correct letters and how the answers were graded, by row
   * @param texts SHA-256 of the answers, by row; empty if the record leaves them to the answers
   */
  record Evaluated(
      int version, String sha256, Map<Long, String> grades, Map<Long, String> texts, Place place)
      implements Entry {}

  /**
   * A person has judged a text.
   *
   * @param fingerprint of the whole record but its time
   * @param textSha256 of the text that was shown
   */
  record Reviewed(
      ReviewSubject subject,
      String criterion,
      String reviewer,
      String id,
      String fingerprint,
      String textSha256,
      Place place)
      implements Entry {}

  /**
   * A chunk of a policy version was published.
   *
   * @param key key of the chunk, unique in the log
   * @param sha256 hash announced for the version's weights
   */
  record Published(int version, String key, String sha256, Place place) implements Entry {}

  /**
   * A policy version is complete, and its weights match the announced hash.
   *
   * @param sha256 hash of the weights
   * @param place place of the chunk that completed it
   */
  record Assembled(int version, String sha256, Place place) implements Entry {}

  /**
   * A chunk is not valid, or completes weights that do not match the announced hash.
   *
   * @param version version that it claims to belong to
   */
  record Refused(int version, String why, Place place) implements Entry {}

  /**
   * The start of a partition of group records.
   *
   * @param place place of the first record that is kept
   */
  record Retained(Place place) implements Entry {}

  /**
   * The start of the policy topic.
   *
   * @param place of the first record that is kept
   */
  record PolicyRetained(Place place) implements Entry {}

  /**
   * The first step whose group records are kept, as recorded by a step while the log was being
   * read; for earlier steps see {@link Stepped}.
   *
   * @param place place of the step's record
   */
  record Kept(int firstStep, Place place) implements Entry {}

  /**
   * The offset that a consumer has committed for a partition.
   *
   * @param consumer the consumer
   * @param place the next record that it would read
   * @param end offset after the partition's last record
   */
  record Committed(Consumer consumer, Place place, long end) implements Entry {}

  /**
   * A record cannot be read and belongs to no group, so the run does not count it.
   *
   * @param why why it cannot be read
   */
  record Unreadable(String why, Place place) implements Entry {}

  /**
   * A service has refused a record as none of the run's, so that it had no effect.
   *
   * @param why the reason
   * @param place of the record
   */
  record SetAside(String why, Place place) implements Entry {}

  /**
   * A violation that a record shows by itself.
   *
   * @param kind kind of violation
   * @param what short description
   */
  record Flaw(Violation.Kind kind, String what) {}
}
