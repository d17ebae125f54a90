package dev.preceptor.launcher.audit;

import dev.preceptor.launcher.audit.Offence.Kind;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Double-entry bookkeeping of groups: every prompt issued becomes exactly one scored or failed
 * group, which is trained on, skipped or failed exactly once. Records may be entered in any order.
 */
public final class Ledger {

  private final Map<GroupKey, Account> accounts = new TreeMap<>();
  private final Map<Integer, Place> steps = new TreeMap<>();
  private final List<Offence> duplicates = new ArrayList<>();
  private long resampled;
  private long unreadable;

  /** A prompt was issued. */
  public void issued(GroupKey group, Place place) {
    var account = account(group);
    account.issued = once(account.issued, place, group, "issued again");
  }

  /**
   * A prompt was issued whose record cannot be read: one that was only put there beside the real
   * one does no harm.
   */
  public void issuedUnreadably(GroupKey group, Place place) {
    account(group).issuedUnreadably = place;
    unreadable++;
  }

  /** A record cannot be read, so it is none of the run's. */
  public void unreadable() {
    unreadable++;
  }

  /** Responses were sampled, or the reason was given why they could not be. */
  public void sampled(GroupKey group, Place place) {
    var account = account(group);
    if (account.sampled == null) {
      account.sampled = place;
    } else {
      resampled++;
    }
  }

  /**
   * A group was scored.
   *
   * @param failed whether it has a failure in place of scores
   */
  public void scored(GroupKey group, boolean failed, Place place) {
    var account = account(group);
    account.scored = once(account.scored, place, group, "scored again");
    account.scoredAsFailed |= failed;
  }

  /** An optimizer step was taken; {@link #settled} tells of its groups. */
  public void stepped(int step, Place place) {
    if (steps.putIfAbsent(step, place) != null) {
      duplicates.add(new Offence(Kind.DUPLICATED, "step " + step, "taken again", place));
    }
  }

  /**
   * A step has dealt with a group.
   *
   * @param reason of an outcome other than trained
   */
  public void settled(GroupKey group, Outcome outcome, String reason, Place place) {
    var account = account(group);
    if (account.settled == null) {
      account.outcome = outcome;
      account.hasReason = !reason.isBlank();
    }
    account.settled = once(account.settled, place, group, outcome + " again");
  }

  /** Adds everything up. */
  public AuditReport report() {
    List<Offence> offences = new ArrayList<>(duplicates);
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    int lastStep = steps.keySet().stream().mapToInt(step -> step).max().orElse(0);
    long issued = 0;
    long inFlight = 0;
    for (var entry : accounts.entrySet()) {
      var account = entry.getValue();
      if (account.isIssued()) {
        issued++;
      } else {
        offences.add(offence(Kind.UNISSUED, entry.getKey(), "has no prompt", account.anyPlace()));
      }
      if (account.settled != null) {
        outcomes.merge(account.outcome, 1L, Long::sum);
      }
      if (entry.getKey().step() > lastStep) {
        inFlight += account.isIssued() ? 1 : 0;
      } else {
        check(entry.getKey(), account, offences);
      }
    }
    checkSteps(lastStep, offences);
    offences.sort(Comparator.comparing(Offence::kind));
    return new AuditReport(
        steps.size(),
        issued,
        outcomes.getOrDefault(Outcome.trained, 0L),
        outcomes.getOrDefault(Outcome.skipped, 0L),
        outcomes.getOrDefault(Outcome.failed, 0L),
        inFlight,
        subjects(offences, Kind.MISSING),
        offences.stream().filter(offence -> offence.kind() == Kind.DUPLICATED).count(),
        subjects(offences, Kind.UNISSUED),
        subjects(offences, Kind.CONTRADICTED),
        resampled,
        unreadable,
        offences);
  }

  private static void check(GroupKey group, Account account, List<Offence> offences) {
    var place = account.anyPlace();
    if (account.sampled == null) {
      offences.add(offence(Kind.MISSING, group, "has no rollout", place));
    }
    if (account.scored == null) {
      offences.add(offence(Kind.MISSING, group, "was never scored", place));
    }
    if (account.settled == null) {
      offences.add(offence(Kind.MISSING, group, "was left out of its step", place));
    } else if (account.outcome == Outcome.trained) {
      if (account.scoredAsFailed) {
        offences.add(
            offence(Kind.CONTRADICTED, group, "was trained on but has failed", account.settled));
      }
    } else if (!account.hasReason) {
      offences.add(
          offence(
              Kind.CONTRADICTED,
              group,
              "is " + account.outcome + " without a reason",
              account.settled));
    }
  }

  private void checkSteps(int lastStep, List<Offence> offences) {
    for (int step = 1; step < lastStep; step++) {
      if (!steps.containsKey(step)) {
        offences.add(
            new Offence(Kind.MISSING, "step " + step, "is not on record", steps.get(lastStep)));
      }
    }
  }

  private Account account(GroupKey group) {
    return accounts.computeIfAbsent(group, key -> new Account());
  }

  private Place once(Place before, Place place, GroupKey group, String what) {
    if (before == null) {
      return place;
    }
    duplicates.add(offence(Kind.DUPLICATED, group, what, place));
    return before;
  }

  private static Offence offence(Kind kind, GroupKey group, String what, Place place) {
    return new Offence(kind, group.toString(), what, place);
  }

  private static long subjects(List<Offence> offences, Kind kind) {
    Set<String> subjects = new HashSet<>();
    offences.stream()
        .filter(offence -> offence.kind() == kind)
        .forEach(offence -> subjects.add(offence.subject()));
    return subjects.size();
  }

  /** What is on record of one group: the first place of each kind of record. */
  private static final class Account {
    Place issued;
    Place issuedUnreadably;
    Place sampled;
    Place scored;
    boolean scoredAsFailed;
    Place settled;
    Outcome outcome;
    boolean hasReason;

    boolean isIssued() {
      return issued != null || issuedUnreadably != null;
    }

    Place anyPlace() {
      return Stream.of(issued, issuedUnreadably, settled, scored, sampled)
          .filter(Objects::nonNull)
          .findFirst()
          .orElseThrow();
    }
  }
}
