package dev.preceptor.history.ledger;

import dev.preceptor.runlog.Consumer;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.VerdictKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What one record says, in the few bytes that the ledger needs of it. What can be told from the
 * record alone, such as whether its image has the hash that it announces, is told as flaws.
 */
public sealed interface Entry {

  /** Where the record lies. */
  Place place();

  /** An entry of one group. */
  sealed interface OfGroup extends Entry {

    /** The group. */
    GroupKey group();
  }

  /**
   * A prompt was issued.
   *
   * @param prompt what it says; empty where the record cannot be read
   */
  record Issued(GroupKey group, Optional<Prompt> prompt, Place place) implements OfGroup {}

  /**
   * What a prompt says.
   *
   * @param policyVersion that must answer
   * @param question fingerprint of question, choices and answer
   * @param unit that it is decoded with
   * @param flaws what is wrong with it
   */
  record Prompt(int policyVersion, String question, int unit, List<Flaw> flaws) {}

  /**
   * Responses were sampled.
   *
   * @param rollout what it says; empty where the record cannot be read
   */
  record Sampled(GroupKey group, Optional<Rollout> rollout, Place place) implements OfGroup {}

  /**
   * What a rollout says.
   *
   * @param fingerprint of all but who sampled it and how long that took
   * @param failed whether there is a reason in place of responses
   * @param policyVersion that answered
   * @param question fingerprint of question, choices and answer
   * @param responses fingerprint of the responses
   * @param size how many responses there are
   * @param grades by reward, what its function says of the responses; empty where it cannot grade
   *     one of them. Without rewards that need not say the same again
   * @param flaws what is wrong with it
   */
  record Rollout(
      String fingerprint,
      boolean failed,
      int policyVersion,
      String question,
      String responses,
      int size,
      Map<String, Optional<String>> grades,
      List<Flaw> flaws) {}

  /**
   * A judge has spoken.
   *
   * @param judge its name
   * @param fingerprint of who judged which group
   * @param votes one a response
   */
  record Judged(
      GroupKey group, String judge, String fingerprint, List<VerdictKind> votes, Place place)
      implements OfGroup {

    /**
     * Whether this is the same word given again. What could not be judged once may be judged the
     * next time, and the other way round: a server may fail. By how much Yes was likelier is not
     * compared, because its last bits depend on what was computed beside it.
     */
    boolean agreesWith(Judged other) {
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
   * @param score what it says; empty where the record cannot be read
   */
  record Scored(GroupKey group, Optional<Score> score, Place place) implements OfGroup {}

  /**
   * What a scored group says.
   *
   * @param fingerprint of the whole
   * @param failure why there are no scores
   * @param policyVersion that answered
   * @param responses fingerprint of the responses
   * @param rewards by reward, the values of the responses; empty where it was left out
   * @param lateJudges whose verdicts it says were not there in time
   * @param flaws what is wrong with it
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
   * @param policyVersion that it made
   * @param sha256 of that version's weights
   * @param settled what became of its groups
   * @param firstStepKept from which step on the records of groups stay, where it says so
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
   * What became of a group in its step.
   *
   * @param reason of an outcome other than trained
   */
  record Settled(GroupKey group, Outcome outcome, String reason, Place place) implements OfGroup {}

  /**
   * A slice of a policy version was published.
   *
   * @param key names the slice among all of the log
   * @param sha256 announced for the version's weights
   */
  record Published(int version, String key, String sha256, Place place) implements Entry {}

  /**
   * A policy version is whole, and its weights hash to what was announced.
   *
   * @param sha256 of the weights
   * @param place of the slice that completed it
   */
  record Assembled(int version, String sha256, Place place) implements Entry {}

  /**
   * A slice cannot be part of a policy, or completes weights that do not hash to what was
   * announced.
   *
   * @param version that it claims to be of
   */
  record Refused(int version, String why, Place place) implements Entry {}

  /**
   * Where a partition of records of groups begins.
   *
   * @param place of the first record that is kept
   */
  record Retained(Place place) implements Entry {}

  /**
   * Where the log of the weights begins.
   *
   * @param place of the first record that is kept
   */
  record PolicyRetained(Place place) implements Entry {}

  /**
   * A step says from which step on the records of groups stay. For what was said while the log was
   * being read; {@link Stepped} holds the rest.
   *
   * @param place of the step's record
   */
  record Kept(int firstStep, Place place) implements Entry {}

  /**
   * What a consumer has committed of a partition.
   *
   * @param consumer who reads
   * @param place the next record that it would read
   * @param end offset after the partition's last record
   */
  record Committed(Consumer consumer, Place place, long end) implements Entry {}

  /**
   * A record cannot be read and belongs to no group: it is none of the run's.
   *
   * @param why it cannot be read
   */
  record Unreadable(String why, Place place) implements Entry {}

  /**
   * Something wrong that a record shows by itself.
   *
   * @param kind of offence
   * @param what is wrong, a few words
   */
  record Flaw(Offence.Kind kind, String what) {}
}
