package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Offence.Kind;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what is found while a ledger is added up. */
final class Findings {

  private final List<Offence> offences = new ArrayList<>();
  private long resampled;
  private long rejudged;

  void add(Kind kind, String subject, String what, Place place) {
    offences.add(new Offence(kind, subject, what, place));
  }

  void add(Kind kind, GroupKey group, String what, Place place) {
    add(kind, group.toString(), what, place);
  }

  void addAll(List<Entry.Flaw> flaws, GroupKey group, Place place) {
    flaws.forEach(flaw -> add(flaw.kind(), group, flaw.what(), place));
  }

  /** The same responses were sampled twice. */
  void resampled() {
    resampled++;
  }

  /** The same verdicts were given twice. */
  void rejudged() {
    rejudged++;
  }

  long resampledCount() {
    return resampled;
  }

  long rejudgedCount() {
    return rejudged;
  }

  /** All that was found, in order. */
  List<Offence> offences() {
    return offences.stream().sorted().toList();
  }

  /** How many groups, steps and versions have an offence of a kind. */
  long subjects(Kind kind) {
    Set<String> subjects = new HashSet<>();
    offences.stream()
        .filter(offence -> offence.kind() == kind)
        .forEach(offence -> subjects.add(offence.subject()));
    return subjects.size();
  }

  /** How many offences of a kind there are. */
  long count(Kind kind) {
    return offences.stream().filter(offence -> offence.kind() == kind).count();
  }
}
