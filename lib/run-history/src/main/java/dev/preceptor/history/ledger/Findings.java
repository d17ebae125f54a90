package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects the violations found by a ledger. */
final class Findings {

  private final List<Violation> violations = new ArrayList<>();
  private long resampled;
  private long rejudged;

  void add(Kind kind, String subject, String what, Place place) {
    violations.add(new Violation(kind, subject, what, place));
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

  /** All violations, sorted. */
  List<Violation> violations() {
    return violations.stream().sorted().toList();
  }

  /** The number of groups, steps and versions with a violation of a kind. */
  long subjects(Kind kind) {
    Set<String> subjects = new HashSet<>();
    violations.stream()
        .filter(violation -> violation.kind() == kind)
        .forEach(violation -> subjects.add(violation.subject()));
    return subjects.size();
  }

  /** The number of violations of a kind. */
  long count(Kind kind) {
    return violations.stream().filter(violation -> violation.kind() == kind).count();
  }
}
