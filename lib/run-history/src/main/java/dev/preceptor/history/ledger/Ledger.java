package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Entry.Stepped;
import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.ReviewSubject.OfAnswer;
import dev.preceptor.schemas.ReviewSubject.OfResponse;
import dev.preceptor.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Double-entry bookkeeping of a run: every prompt issued becomes exactly one scored or failed
 * group, which is trained on, skipped or failed exactly once; steps and versions have no gaps.
 * Entries may be added in any order; two from the same place count once.
 */
public final class Ledger {

  private final Topics topics;
  private final ExpectedRewards expected;
  private final NavigableMap<GroupKey, GroupAccount> accounts = new TreeMap<>();
  private final NavigableMap<Integer, SortedMap<Place, Stepped>> steps = new TreeMap<>();
  private final PolicyBook policy = new PolicyBook();
  private final OffsetBook offsets = new OffsetBook();
  private final HistoryBook history = new HistoryBook();
  private final EvaluationBook evaluations = new EvaluationBook();
  private final ReviewBook reviews = new ReviewBook();
  private final Set<Place> unreadable = new HashSet<>();
  private final NavigableMap<Place, Entry.SetAside> setAside = new TreeMap<>();

  /** An empty ledger of a run. */
  public Ledger(Topics topics, Recipe recipe) {
    this.topics = topics;
    expected = ExpectedRewards.of(recipe);
  }

  /** Adds the content of a record. */
  public void enter(Entry entry) {
    if (entry instanceof Entry.OfGroup ofGroup) {
      accounts.computeIfAbsent(ofGroup.group(), GroupAccount::new).enter(ofGroup);
      countUnreadable(ofGroup);
    } else if (entry instanceof Stepped step) {
      steps.computeIfAbsent(step.step(), s -> new TreeMap<>()).put(step.place(), step);
    } else if (entry instanceof Entry.Answered answered) {
      evaluations.enter(answered);
    } else if (entry instanceof Entry.Evaluated evaluated) {
      evaluations.enter(evaluated);
    } else if (entry instanceof Entry.Reviewed reviewed) {
      reviews.enter(reviewed);
    } else if (entry instanceof Entry.Published published) {
      policy.enter(published);
    } else if (entry instanceof Entry.Assembled assembled) {
      policy.enter(assembled);
    } else if (entry instanceof Entry.Refused refused) {
      policy.enter(refused);
    } else if (entry instanceof Entry.Retained retained) {
      history.enter(retained);
    } else if (entry instanceof Entry.PolicyRetained retained) {
      policy.enter(retained);
    } else if (entry instanceof Entry.Kept kept) {
      history.enter(kept);
    } else if (entry instanceof Entry.Committed committed) {
      offsets.enter(committed);
    } else if (entry instanceof Entry.SetAside refused) {
      setAside.putIfAbsent(refused.place(), refused);
    } else {
      unreadable.add(entry.place());
    }
  }

  /** Forgets what the services have refused. Entries may come in any order, so it is done last. */
  private void dropSetAside() {
    if (setAside.isEmpty()) {
      return;
    }
    var places = setAside.keySet();
    evaluations.drop(places);
    reviews.drop(places);
    accounts.values().removeIf(account -> account.drop(places));
    steps.values().forEach(records -> records.keySet().removeAll(places));
    steps.values().removeIf(Map::isEmpty);
  }

  private void countUnreadable(Entry.OfGroup entry) {
    boolean hasContent =
        entry instanceof Entry.Issued issued
            ? issued.prompt().isPresent()
            : entry instanceof Entry.Sampled sampled
                ? sampled.rollout().isPresent()
                : !(entry instanceof Entry.Scored scored) || scored.score().isPresent();
    if (!hasContent) {
      unreadable.add(entry.place());
    }
  }

  /** The last step on record, 0 before the first. */
  public int lastStep() {
    dropSetAside();
    return steps.isEmpty() ? 0 : steps.lastKey();
  }

  /** The state of every issued group. */
  public NavigableMap<GroupKey, GroupLife> lives() {
    dropSetAside();
    return lives(settledAccounts(), 1, lastStep(), new Findings());
  }

  /** Checks everything. */
  public LedgerReport report(RunFacts facts) {
    dropSetAside();
    var findings = new Findings();
    int last = Math.max(lastStep(), facts.end().map(RunFacts.End::steps).orElse(0));
    var taken = taken();
    int first = history.firstStep(taken);
    checkSteps(last, findings);
    checkWeightsStay(taken, findings);
    evaluations.check(taken, findings);
    checkReviews(taken, first, findings);
    history.check(taken, facts.historySteps(), findings);
    facts.end().ifPresent(end -> checkEnd(end, taken, findings));
    var settled = settledAccounts();
    checkSlots(settled, facts, findings);
    var lives = lives(settled, first, last, findings);
    policy.check(taken, !lives.isEmpty() || last > 0, facts.atRest(), findings);
    offsets.check(keptFrom(first, settled), lastStep(), facts.atRest(), findings);
    return new LedgerReport(
        steps.size(),
        lives.size(),
        count(lives, life -> life instanceof GroupLife.Trained || expiredAs(Outcome.trained, life)),
        count(lives, life -> life instanceof GroupLife.Skipped || expiredAs(Outcome.skipped, life)),
        count(
            lives,
            life ->
                life instanceof GroupLife.Failed && life.ended()
                    || expiredAs(Outcome.failed, life)),
        count(lives, life -> !life.ended() && life.group().step() > last),
        findings.subjects(Kind.MISSING),
        findings.count(Kind.DUPLICATED),
        findings.subjects(Kind.UNISSUED),
        findings.subjects(Kind.CONTRADICTED),
        findings.subjects(Kind.ALTERED),
        findings.subjects(Kind.VERSION),
        findings.subjects(Kind.OFFSET),
        findings.resampledCount(),
        findings.rejudgedCount(),
        reviews.counting(),
        unreadable.size(),
        policy.checked(),
        offsets.checked(),
        first,
        count(lives, GroupLife.Expired.class::isInstance),
        List.copyOf(setAside.values()),
        findings.violations());
  }

  /** Responses of groups that have expired are gone; evaluations stay. */
  private void checkReviews(NavigableMap<Integer, Stepped> taken, int first, Findings findings) {
    reviews.check(
        subject ->
            subject instanceof OfResponse of
                ? Optional.ofNullable(accounts.get(of.group()))
                    .flatMap(account -> account.text(of.response()))
                : evaluations.text(
                    ((OfAnswer) subject).version(), ((OfAnswer) subject).row(), taken),
        subject -> subject instanceof OfResponse of && of.group().step() < first,
        findings);
  }

  private static boolean expiredAs(Outcome outcome, GroupLife life) {
    return life instanceof GroupLife.Expired expired && expired.entry().outcome() == outcome;
  }

  private NavigableMap<GroupKey, GroupLife> lives(
      Map<GroupKey, GroupAccount> accounts, int first, int last, Findings findings) {
    NavigableMap<GroupKey, GroupLife> lives = new TreeMap<>();
    accounts.forEach(
        (group, account) ->
            life(account, group.step(), first, last, findings)
                .ifPresent(life -> lives.put(group, life)));
    return lives;
  }

  private Optional<GroupLife> life(
      GroupAccount account, int step, int first, int last, Findings findings) {
    if (step >= first) {
      return account.life(step <= last, expected, findings);
    }
    // In a live run, a step may be taken and expire while the log is being read.
    return step <= last ? account.expired(findings) : Optional.empty();
  }

  private static Map<GroupKey, GroupAccount> keptFrom(
      int step, Map<GroupKey, GroupAccount> accounts) {
    return new TreeMap<>(accounts).tailMap(new GroupKey(step, 0), true);
  }

  /** The record of each step that counts: the first. */
  private NavigableMap<Integer, Stepped> taken() {
    NavigableMap<Integer, Stepped> taken = new TreeMap<>();
    steps.forEach((step, records) -> taken.put(step, records.get(records.firstKey())));
    return taken;
  }

  private Map<GroupKey, GroupAccount> settledAccounts() {
    Map<GroupKey, GroupAccount> all = accounts;
    Map<GroupKey, List<Entry.Settled>> outcomes = new HashMap<>();
    for (var step : taken().values()) {
      for (var outcome : step.settled()) {
        outcomes.computeIfAbsent(outcome.group(), group -> new ArrayList<>()).add(outcome);
      }
    }
    Map<GroupKey, GroupAccount> settled = new TreeMap<>();
    outcomes.forEach(
        (group, list) ->
            settled.put(
                group,
                Optional.ofNullable(all.get(group))
                    .orElseGet(() -> new GroupAccount(group))
                    .with(list)));
    all.forEach(settled::putIfAbsent);
    return settled;
  }

  private void checkSteps(int last, Findings findings) {
    int next = 1;
    for (int step : steps.keySet()) {
      checkGap(next, step - 1, findings);
      next = step + 1;
    }
    checkGap(next, last, findings);
    SortedMap<Place, Stepped> inTheLog = new TreeMap<>();
    for (var records : steps.values()) {
      inTheLog.putAll(records);
      for (var again : records.values().stream().skip(1).toList()) {
        findings.add(Kind.DUPLICATED, subject(again.step()), "taken again", again.place());
      }
    }
    int newest = 0;
    for (var step : inTheLog.values()) {
      if (step.step() < newest) {
        findings.add(
            Kind.CONTRADICTED,
            subject(step.step()),
            "is recorded after step " + newest,
            step.place());
      }
      newest = Math.max(newest, step.step());
      if (step.policyVersion() != step.step()) {
        findings.add(
            Kind.VERSION,
            subject(step.step()),
            "claims to have produced version " + step.policyVersion(),
            step.place());
      }
    }
  }

  /**
   * A step whose groups have all failed must not change the weights; checkable even where they
   * expired. One whose groups were skipped may, by the optimizer's momentum.
   */
  private static void checkWeightsStay(NavigableMap<Integer, Stepped> taken, Findings findings) {
    for (var step : taken.values()) {
      var before = taken.get(step.step() - 1);
      boolean failed = step.settled().stream().allMatch(o -> o.outcome() == Outcome.failed);
      if (before != null && failed && !before.sha256().equals(step.sha256())) {
        findings.add(
            Kind.CONTRADICTED,
            subject(step.step()),
            "changed the weights, but all its groups have failed",
            step.place());
      }
    }
  }

  private void checkGap(int first, int last, Findings findings) {
    if (first == last) {
      findings.add(Kind.MISSING, subject(first), "is not on record", placeAround(first));
    } else if (first < last) {
      findings.add(
          Kind.MISSING,
          "steps %d to %d".formatted(first, last),
          "are not on record",
          placeAround(first));
    }
  }

  private static void checkEnd(RunFacts.End end, Map<Integer, Stepped> taken, Findings findings) {
    var step = taken.get(end.steps());
    if (step != null && !step.sha256().equals(end.policySha256())) {
      findings.add(
          Kind.CONTRADICTED,
          subject(end.steps()),
          "produced weights with SHA-256 %s, but the run ended with %s"
              .formatted(step.sha256(), end.policySha256()),
          step.place());
    }
  }

  private void checkSlots(Map<GroupKey, GroupAccount> settled, RunFacts facts, Findings findings) {
    for (var entry : settled.entrySet()) {
      if (entry.getKey().slot() >= facts.promptsPerStep() && entry.getValue().isIssued()) {
        checkSpare(entry.getKey(), entry.getValue().anyPlace(), settled, facts, findings);
      }
    }
    for (int step : steps.keySet()) {
      for (int slot = 0; slot < facts.promptsPerStep(); slot++) {
        var group = new GroupKey(step, slot);
        var spare = new GroupKey(step, slot + facts.promptsPerStep());
        if (!settled.containsKey(group)) {
          findings.add(Kind.MISSING, group, "was never issued", placeAround(step));
        } else if (facts.fillIn()
            && settled.get(group).hasFailed()
            && !settled.containsKey(spare)) {
          findings.add(
              Kind.MISSING,
              spare,
              "was never issued, although group " + group + " failed",
              placeAround(step));
        }
      }
    }
  }

  /** A spare must be issued only for a group that has failed. */
  private static void checkSpare(
      GroupKey spare,
      Place place,
      Map<GroupKey, GroupAccount> settled,
      RunFacts facts,
      Findings findings) {
    int slots = facts.promptsPerStep();
    if (!facts.fillIn() || spare.slot() >= 2 * slots) {
      findings.add(
          Kind.CONTRADICTED,
          spare,
          "was issued, but steps have slots 0 to " + ((facts.fillIn() ? 2 * slots : slots) - 1),
          place);
      return;
    }
    var group = new GroupKey(spare.step(), spare.slot() - slots);
    if (settled.containsKey(group) && !settled.get(group).hasFailed()) {
      findings.add(
          Kind.CONTRADICTED, spare, "was issued, but group " + group + " did not fail", place);
    }
  }

  /** The place of the record of the step, or of a neighbouring one. */
  private Place placeAround(int step) {
    return Optional.ofNullable(steps.floorEntry(step))
        .or(() -> Optional.ofNullable(steps.ceilingEntry(step)))
        .map(entry -> entry.getValue().firstKey())
        .orElseGet(() -> new Place(topics.trainingSteps(), 0, 0));
  }

  private static String subject(int step) {
    return "step " + step;
  }

  private static long count(Map<GroupKey, GroupLife> lives, Predicate<GroupLife> wanted) {
    return lives.values().stream().filter(wanted).count();
  }
}
