package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Entry.Issued;
import dev.preceptor.history.ledger.Entry.Judgement;
import dev.preceptor.history.ledger.Entry.OfGroup;
import dev.preceptor.history.ledger.Entry.Sampled;
import dev.preceptor.history.ledger.Entry.Scored;
import dev.preceptor.history.ledger.Entry.Settled;
import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All records of one group, by place. Of several records of one kind the first one in the log
 * counts, as in the services; but a readable one goes before an unreadable one.
 */
final class GroupAccount {

  private final GroupKey group;
  private final SortedMap<Place, Issued> issued = new TreeMap<>();
  private final SortedMap<Place, Sampled> sampled = new TreeMap<>();
  private final SortedMap<String, SortedMap<Place, Judgement>> judged = new TreeMap<>();
  private final SortedMap<Place, Scored> scored = new TreeMap<>();
  private final List<Settled> settled = new ArrayList<>();

  GroupAccount(GroupKey group) {
    this.group = group;
  }

  void enter(OfGroup entry) {
    if (entry instanceof Issued prompt) {
      issued.put(prompt.place(), prompt);
    } else if (entry instanceof Sampled rollout) {
      sampled.put(rollout.place(), rollout);
    } else if (entry instanceof Judgement judgement) {
      judged
          .computeIfAbsent(judgement.judge(), judge -> new TreeMap<>())
          .put(judgement.place(), judgement);
    } else if (entry instanceof Scored score) {
      scored.put(score.place(), score);
    } else if (entry instanceof Settled outcome) {
      settled.add(outcome);
    }
  }

  /** The same account with the outcomes of the group in its step. */
  GroupAccount with(Collection<Settled> outcomes) {
    var account = new GroupAccount(group);
    account.issued.putAll(issued);
    account.sampled.putAll(sampled);
    account.judged.putAll(judged);
    account.scored.putAll(scored);
    account.settled.addAll(outcomes);
    return account;
  }

  /**
   * Forgets the records at some places.
   *
   * @return whether none is left
   */
  boolean drop(Set<Place> places) {
    issued.keySet().removeAll(places);
    sampled.keySet().removeAll(places);
    judged.values().forEach(ofJudge -> ofJudge.keySet().removeAll(places));
    judged.values().removeIf(Map::isEmpty);
    scored.keySet().removeAll(places);
    return issued.isEmpty()
        && sampled.isEmpty()
        && judged.isEmpty()
        && scored.isEmpty()
        && settled.isEmpty();
  }

  boolean isIssued() {
    return !issued.isEmpty();
  }

  boolean isSampled() {
    return !sampled.isEmpty();
  }

  boolean isScored() {
    return !scored.isEmpty();
  }

  /** Whether its outcome is failed, or if there is none yet, its first score is a failure. */
  boolean hasFailed() {
    if (!settled.isEmpty()) {
      return settled.get(0).outcome() == Outcome.failed;
    }
    return !scored.isEmpty()
        && scored.get(scored.firstKey()).score().map(s -> s.failure().isPresent()).orElse(true);
  }

  boolean isJudgedBy(String judge) {
    return judged.containsKey(judge);
  }

  Collection<Place> prompts() {
    return issued.keySet();
  }

  Collection<Place> scores() {
    return scored.keySet();
  }

  /** The place of the rollout that counts. */
  Optional<Place> rollout() {
    return chosen(sampled, entry -> entry.rollout().isPresent()).map(Sampled::place);
  }

  /** SHA-256 of a response's text in the rollout that counts; nothing if it is not on record. */
  Optional<String> text(int response) {
    return chosen(sampled, entry -> entry.rollout().isPresent())
        .flatMap(Sampled::rollout)
        .map(Entry.Rollout::texts)
        .filter(texts -> response < texts.size())
        .map(texts -> texts.get(response));
  }

  /** The places of the rollouts that a judge can judge. */
  Collection<Place> judgeable() {
    return sampled.values().stream()
        .filter(entry -> entry.rollout().isPresent() && !entry.rollout().get().failed())
        .map(Sampled::place)
        .toList();
  }

  /** The place of the earliest record of the group. */
  Place anyPlace() {
    return Stream.of(
            issued.keySet().stream(),
            settled.stream().map(Settled::place),
            scored.keySet().stream(),
            judged.values().stream().flatMap(places -> places.keySet().stream()),
            sampled.keySet().stream())
        .flatMap(places -> places)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Follows the group through its records.
   *
   * @param over whether its step is on record, so that nothing may be missing
   * @param expected the expected rewards
   * @return its state; empty for a group without a prompt
   */
  Optional<GroupLife> life(boolean over, ExpectedRewards expected, Findings findings) {
    var prompt = prompt(findings);
    if (prompt.isEmpty()) {
      findings.add(Kind.UNISSUED, group, "has no prompt", anyPlace());
      return Optional.empty();
    }
    var rollout = rollout(findings);
    var judgements = judgements(findings);
    var score = score(findings);
    settledOnce(findings);
    if (rollout.isEmpty() && (over || !judged.isEmpty() || isScored())) {
      findings.add(Kind.MISSING, group, "has no rollout", anyPlace());
    }
    if (score.isEmpty() && over) {
      findings.add(Kind.MISSING, group, "was never scored", anyPlace());
    }
    if (settled.isEmpty() && over) {
      findings.add(Kind.MISSING, group, "was left out of its step", anyPlace());
    }
    return Optional.of(live(prompt.get(), rollout, judgements, score, expected, findings));
  }

  /**
   * The state of a group whose records have expired, from its outcome in the step.
   *
   * @return empty for a group that the step does not list
   */
  Optional<GroupLife> expired(Findings findings) {
    settledOnce(findings);
    if (settled.isEmpty()) {
      findings.add(Kind.MISSING, group, "was left out of its step", anyPlace());
      return Optional.empty();
    }
    return Optional.of(GroupLife.Expired.of(settled.get(0), findings));
  }

  private GroupLife live(
      Issued prompt,
      Optional<Sampled> rollout,
      List<Judgement> judgements,
      Optional<Scored> score,
      ExpectedRewards expected,
      Findings findings) {
    var life = new GroupLife.Issued(prompt);
    if (rollout.isEmpty()) {
      return life;
    }
    var responses = life.sampled(rollout.get(), findings);
    if (judgements.isEmpty()) {
      return score.isEmpty()
          ? responses
          : settle(responses.scored(score.get(), expected, findings), findings);
    }
    var verdicts = responses.judged(judgements.get(0));
    for (var next : judgements.subList(1, judgements.size())) {
      verdicts = verdicts.judged(next);
    }
    return score.isEmpty()
        ? verdicts
        : settle(verdicts.scored(score.get(), expected, findings), findings);
  }

  private GroupLife settle(GroupLife life, Findings findings) {
    if (settled.isEmpty()) {
      return life;
    }
    if (life instanceof GroupLife.Scored score) {
      return score.settled(settled.get(0), findings);
    }
    return life instanceof GroupLife.Failed failed
        ? failed.settled(settled.get(0), findings)
        : life;
  }

  private Optional<Issued> prompt(Findings findings) {
    Predicate<Issued> readable = entry -> entry.prompt().isPresent();
    var first = chosen(issued, readable);
    first.ifPresent(
        entry -> entry.prompt().ifPresent(p -> findings.addAll(p.flaws(), group, entry.place())));
    issued.values().stream()
        .filter(readable)
        .filter(entry -> entry != first.orElseThrow())
        .forEach(
            entry ->
                findings.add(
                    Kind.DUPLICATED,
                    group,
                    again("issued", entry.prompt().equals(first.orElseThrow().prompt())),
                    entry.place()));
    return first;
  }

  private Optional<Sampled> rollout(Findings findings) {
    var first = chosen(sampled, entry -> entry.rollout().isPresent());
    for (var entry : sampled.values()) {
      if (entry.rollout().isPresent() && entry != first.orElseThrow()) {
        var counts = first.orElseThrow().rollout().orElseThrow().fingerprint();
        if (entry.rollout().get().fingerprint().equals(counts)) {
          findings.resampled();
        } else {
          findings.add(Kind.CONTRADICTED, group, again("sampled", false), entry.place());
        }
      }
    }
    return first;
  }

  private List<Judgement> judgements(Findings findings) {
    List<Judgement> counting = new ArrayList<>();
    for (var ofJudge : judged.values()) {
      var first = ofJudge.get(ofJudge.firstKey());
      counting.add(first);
      for (var entry : ofJudge.values()) {
        if (entry == first) {
          continue;
        }
        if (entry.agreesWith(first)) {
          findings.rejudged();
        } else {
          findings.add(
              Kind.CONTRADICTED, group, again("judged by " + first.judge(), false), entry.place());
        }
      }
    }
    return counting;
  }

  /** If one of two scores cannot be read, the outcome shows which one the step used. */
  private Optional<Scored> score(Findings findings) {
    Predicate<Scored> readable = entry -> entry.score().isPresent();
    var first = chosen(scored, readable);
    scored.values().stream()
        .filter(readable)
        .filter(entry -> entry != first.orElseThrow())
        .forEach(
            entry ->
                findings.add(
                    Kind.DUPLICATED,
                    group,
                    again("scored", entry.score().equals(first.orElseThrow().score())),
                    entry.place()));
    boolean tookUnreadable = !settled.isEmpty() && settled.get(0).outcome() == Outcome.failed;
    return tookUnreadable ? chosen(scored, readable.negate()).or(() -> first) : first;
  }

  private void settledOnce(Findings findings) {
    for (var entry : settled.subList(Math.min(1, settled.size()), settled.size())) {
      findings.add(Kind.DUPLICATED, group, entry.outcome() + " again", entry.place());
    }
  }

  private static String again(String what, boolean same) {
    return what + " again" + (same ? "" : ", differently");
  }

  private static <T extends Entry> Optional<T> chosen(
      SortedMap<Place, T> entries, Predicate<T> preferred) {
    return entries.values().stream()
        .filter(preferred)
        .findFirst()
        .or(() -> entries.values().stream().findFirst());
  }
}
