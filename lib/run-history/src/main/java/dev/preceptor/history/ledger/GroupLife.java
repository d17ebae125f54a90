package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The state of a group: issued, sampled, judged, scored or failed, trained or skipped, and in a
 * long run expired. Each legal transition is a method of its state; it checks the new record
 * against the earlier ones and reports differences as findings.
 */
public sealed interface GroupLife {

  /** The group. */
  GroupKey group();

  /** The record that led to this state. */
  Place place();

  /** Whether the state is final. */
  default boolean ended() {
    return false;
  }

  /** A state that one entry of the log brought about. */
  sealed interface OfEntry extends GroupLife {

    /** The entry. */
    Entry.OfGroup entry();

    @Override
    default GroupKey group() {
      return entry().group();
    }

    @Override
    default Place place() {
      return entry().place();
    }
  }

  /** A final state. */
  sealed interface Ended extends OfEntry {

    @Override
    default boolean ended() {
      return true;
    }
  }

  /**
   * Its prompt has been issued.
   *
   * @param entry the prompt
   */
  record Issued(Entry.Issued entry) implements OfEntry {

    Sampled sampled(Entry.Sampled next, Findings findings) {
      if (next.rollout().isPresent() && entry.prompt().isPresent()) {
        compare(entry.prompt().get(), next.rollout().get(), next.place(), findings);
      }
      next.rollout().ifPresent(r -> findings.addAll(r.flaws(), group(), next.place()));
      return new Sampled(this, next);
    }

    private void compare(
        Entry.Prompt prompt, Entry.Rollout rollout, Place where, Findings findings) {
      if (!rollout.failed() && rollout.policyVersion() != prompt.policyVersion()) {
        findings.add(
            Kind.VERSION,
            group(),
            "was sampled with version %d, but its prompt asks for %d"
                .formatted(rollout.policyVersion(), prompt.policyVersion()),
            where);
      }
      if (!rollout.question().equals(prompt.question())) {
        findings.add(Kind.ALTERED, group(), "was sampled for another question", where);
      }
    }
  }

  /**
   * It has been sampled, or could not be.
   *
   * @param before the state before
   * @param entry the rollout
   */
  record Sampled(Issued before, Entry.Sampled entry) implements OfEntry {

    Judged judged(Entry.Judgement next) {
      return new Judged(this, Map.of(next.judge(), next), next.place());
    }

    GroupLife scored(Entry.Scored next, ExpectedRewards expected, Findings findings) {
      return new Judged(this, Map.of(), place()).scored(next, expected, findings);
    }
  }

  /**
   * Judges have given verdicts.
   *
   * @param before the state before
   * @param judgements by judge
   * @param place place of the last judgement
   */
  record Judged(Sampled before, Map<String, Entry.Judgement> judgements, Place place)
      implements GroupLife {

    public Judged {
      judgements = Map.copyOf(judgements);
    }

    @Override
    public GroupKey group() {
      return before.group();
    }

    Judged judged(Entry.Judgement next) {
      var more = new TreeMap<>(judgements);
      more.put(next.judge(), next);
      return new Judged(before, more, next.place());
    }

    GroupLife scored(Entry.Scored next, ExpectedRewards expected, Findings findings) {
      if (next.score().isEmpty()) {
        return new Failed(next, "its score could not be read", Optional.empty());
      }
      var score = next.score().get();
      findings.addAll(score.flaws(), group(), next.place());
      if (score.failure().isPresent()) {
        return new Failed(next, score.failure().get(), Optional.empty());
      }
      var rollout = before.entry().rollout();
      if (rollout.isEmpty() || rollout.get().failed()) {
        findings.add(
            Kind.CONTRADICTED, group(), "was scored, but could not be sampled", next.place());
      } else {
        compare(rollout.get(), score, next.place(), findings);
        compareRewards(expected, rollout.get(), score, next.place(), findings);
      }
      return new Scored(next);
    }

    private void compare(Entry.Rollout rollout, Entry.Score score, Place where, Findings findings) {
      if (!score.responses().equals(rollout.responses())) {
        findings.add(
            Kind.ALTERED, group(), "was scored with other responses than those sampled", where);
      }
      if (score.policyVersion() != rollout.policyVersion()) {
        findings.add(
            Kind.VERSION,
            group(),
            "was scored as version %d, but sampled with version %d"
                .formatted(score.policyVersion(), rollout.policyVersion()),
            where);
      }
    }

    private void compareRewards(
        ExpectedRewards expected,
        Entry.Rollout rollout,
        Entry.Score score,
        Place where,
        Findings findings) {
      for (var judge : expected.missing(judgements, score.lateJudges())) {
        findings.add(
            Kind.MISSING,
            group(),
            "was scored without a judgement by %s, which is not recorded as late".formatted(judge),
            where);
      }
      expected
          .of(rollout, judgements, score.lateJudges())
          .forEach(
              (reward, expectedValue) -> {
                var given = score.rewards().get(reward);
                if (given != null && !given.equals(expectedValue)) {
                  findings.add(
                      Kind.ALTERED, group(), difference(reward, given, expectedValue), where);
                }
              });
    }

    private static String difference(
        String reward, Optional<String> given, Optional<String> expectedValue) {
      if (expectedValue.isEmpty()) {
        return "has %s %s, but no record decides it".formatted(reward, given.orElseThrow());
      }
      return "%s, but its responses have %s"
          .formatted(
              given.isEmpty()
                  ? "leaves %s out".formatted(reward)
                  : "has %s %s".formatted(reward, given.get()),
              expectedValue.get());
    }
  }

  /**
   * It has rewards and advantages.
   *
   * @param entry the score
   */
  record Scored(Entry.Scored entry) implements OfEntry {

    GroupLife settled(Entry.Settled next, Findings findings) {
      return switch (next.outcome()) {
        case trained -> new Trained(next);
        case skipped -> Skipped.of(next, findings);
        case failed -> {
          findings.add(
              Kind.CONTRADICTED, group(), "failed in its step, but was scored", next.place());
          yield new Failed(entry, next.reason(), Optional.of(next));
        }
      };
    }
  }

  /**
   * It could not be sampled or scored.
   *
   * @param entry the failure
   * @param reason why it failed
   * @param settled its outcome in the step, once the step is taken
   */
  record Failed(Entry.Scored entry, String reason, Optional<Entry.Settled> settled)
      implements OfEntry {

    @Override
    public Place place() {
      return settled.map(Entry.Settled::place).orElse(entry.place());
    }

    @Override
    public boolean ended() {
      return settled.isPresent();
    }

    GroupLife settled(Entry.Settled next, Findings findings) {
      if (next.outcome() == Outcome.skipped) {
        return Skipped.of(next, findings);
      }
      if (next.outcome() == Outcome.trained) {
        findings.add(Kind.CONTRADICTED, group(), "was trained on, but has failed", next.place());
      } else {
        requireReason(next, findings);
      }
      return new Failed(entry, reason, Optional.of(next));
    }
  }

  /**
   * It was trained on.
   *
   * @param entry the outcome
   */
  record Trained(Entry.Settled entry) implements Ended {}

  /**
   * It was scored, and could not move the weights: its responses have the same reward.
   *
   * @param entry the outcome
   */
  record Skipped(Entry.Settled entry) implements Ended {

    static Skipped of(Entry.Settled next, Findings findings) {
      requireReason(next, findings);
      return new Skipped(next);
    }
  }

  /**
   * Its records have been deleted as the recipe asks; the step's record has its outcome.
   *
   * @param entry the outcome
   */
  record Expired(Entry.Settled entry) implements Ended {

    static Expired of(Entry.Settled last, Findings findings) {
      if (last.outcome() != Outcome.trained) {
        requireReason(last, findings);
      }
      return new Expired(last);
    }
  }

  private static void requireReason(Entry.Settled next, Findings findings) {
    if (next.reason().isBlank()) {
      findings.add(
          Kind.CONTRADICTED,
          next.group(),
          "is " + next.outcome() + " without a reason",
          next.place());
    }
  }
}
