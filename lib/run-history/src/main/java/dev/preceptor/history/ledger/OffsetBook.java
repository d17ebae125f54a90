package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Entry.Committed;
import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Checks that consumers have processed exactly what they have committed. */
final class OffsetBook {

  private final List<Committed> committed = new ArrayList<>();

  void enter(Committed entry) {
    committed.add(entry);
  }

  /** The number of committed offsets. */
  int checked() {
    return committed.size();
  }

  /**
   * Checks the offsets against the groups.
   *
   * @param lastStep last step on record
   * @param atRest whether no process writes, so that reads at different moments are consistent
   */
  void check(
      Map<GroupKey, GroupAccount> accounts, int lastStep, boolean atRest, Findings findings) {
    // A live learner may write the next step between two reads.
    boolean learnerIsIdle = atRest || !isNextStepScored(accounts, lastStep);
    for (var entry : committed) {
      if (entry.place().offset() > entry.end()) {
        violation(entry, "is beyond the end of the log at " + entry.end(), findings);
      }
      switch (entry.consumer().role()) {
        case ROLLOUT -> checkRollout(entry, accounts, findings);
        case JUDGE -> checkJudge(entry, accounts, findings);
        case REWARD -> {
          if (atRest) {
            checkReward(entry, accounts, findings);
          }
        }
        case LEARNER -> {
          if (learnerIsIdle) {
            checkLearner(entry, accounts, lastStep, findings);
          }
        }
      }
    }
  }

  private static boolean isNextStepScored(Map<GroupKey, GroupAccount> accounts, int lastStep) {
    var next =
        accounts.entrySet().stream()
            .filter(entry -> entry.getKey().step() == lastStep + 1)
            .toList();
    return !next.isEmpty() && next.stream().allMatch(entry -> entry.getValue().isScored());
  }

  private static void checkRollout(
      Committed entry, Map<GroupKey, GroupAccount> accounts, Findings findings) {
    accounts.forEach(
        (group, account) -> {
          if (!account.isSampled() && isBefore(entry, account.prompts())) {
            violation(entry, "is after prompt " + group + ", which has no rollout", findings);
          }
        });
  }

  private static void checkJudge(
      Committed entry, Map<GroupKey, GroupAccount> accounts, Findings findings) {
    accounts.forEach(
        (group, account) -> {
          if (!account.isJudgedBy(entry.consumer().name())
              && isBefore(entry, account.judgeable())) {
            violation(entry, "is after rollout " + group + ", which it never judged", findings);
          }
        });
  }

  /** A score and the offset of its rollout are committed in one transaction. */
  private static void checkReward(
      Committed entry, Map<GroupKey, GroupAccount> accounts, Findings findings) {
    accounts.forEach(
        (group, account) -> {
          boolean open =
              account
                  .rollout()
                  .filter(place -> isOf(entry, place))
                  .filter(place -> place.offset() >= entry.place().offset())
                  .isPresent();
          if (open && account.isScored()) {
            violation(entry, "is before rollout " + group + ", which was scored", findings);
          }
        });
  }

  /**
   * A step's transaction commits the first offset that later steps need: no group of a later step
   * is before it, and if groups of this step are behind it, it points at a group of a later step.
   */
  private static void checkLearner(
      Committed entry, Map<GroupKey, GroupAccount> accounts, int lastStep, Findings findings) {
    boolean pointsAtLaterStep = false;
    List<GroupKey> behind = new ArrayList<>();
    for (var account : accounts.entrySet()) {
      boolean later = account.getKey().step() > lastStep;
      for (var place : account.getValue().scores()) {
        if (!isOf(entry, place)) {
          continue;
        }
        if (later && place.offset() < entry.place().offset()) {
          violation(
              entry,
              "is after group " + account.getKey() + ", whose step is not taken yet",
              findings);
        }
        pointsAtLaterStep |= later && place.offset() == entry.place().offset();
        if (!later && place.offset() >= entry.place().offset()) {
          behind.add(account.getKey());
        }
      }
    }
    if (!behind.isEmpty() && !pointsAtLaterStep) {
      violation(entry, "is before group " + behind.get(0) + ", whose step was taken", findings);
    }
  }

  private static boolean isBefore(Committed entry, Collection<Place> places) {
    return places.stream()
        .anyMatch(place -> isOf(entry, place) && place.offset() < entry.place().offset());
  }

  private static boolean isOf(Committed entry, Place place) {
    return place.topic().equals(entry.place().topic())
        && place.partition() == entry.place().partition();
  }

  private static void violation(Committed entry, String what, Findings findings) {
    findings.add(Kind.OFFSET, "offset of " + entry.consumer().name(), what, entry.place());
  }
}
