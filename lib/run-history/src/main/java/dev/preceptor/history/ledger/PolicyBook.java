package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.runlog.Place;
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
import java.util.TreeSet;

/**
 * Checks the versions of the policy: the weights of each step must be in the log, as far back as it
 * is kept, and match the hash that the step recorded.
 */
final class PolicyBook {

  private final SortedMap<Place, Entry.Published> published = new TreeMap<>();
  private final NavigableMap<Integer, Entry.Assembled> assembled = new TreeMap<>();
  private final List<Entry.Refused> refused = new ArrayList<>();
  private Optional<Place> retained = Optional.empty();

  void enter(Entry.Published entry) {
    published.put(entry.place(), entry);
  }

  void enter(Entry.Assembled entry) {
    assembled.put(entry.version(), entry);
  }

  void enter(Entry.Refused entry) {
    refused.add(entry);
  }

  void enter(Entry.PolicyRetained entry) {
    retained = Optional.of(entry.place());
  }

  /** The number of versions that match their announced hash. */
  int checked() {
    return assembled.size();
  }

  /**
   * Checks the versions against the steps.
   *
   * @param steps steps on record
   * @param begun whether the run has issued a prompt, so that version 0 must exist
   * @param atRest whether no process writes; otherwise the newest version may be incomplete
   */
  void check(
      NavigableMap<Integer, Entry.Stepped> steps,
      boolean begun,
      boolean atRest,
      Findings findings) {
    refused.forEach(
        entry -> findings.add(Kind.ALTERED, subject(entry.version()), entry.why(), entry.place()));
    checkOnce(findings);
    checkOrder(findings);
    int last = steps.isEmpty() ? 0 : steps.lastKey();
    checkAnnounced(steps, atRest ? last : last + 1, findings);
    if (begun && retained.isPresent()) {
      checkComplete(steps, atRest ? last : last - 1, findings);
    }
  }

  private void checkOnce(Findings findings) {
    Set<String> seen = new HashSet<>();
    for (var entry : published.values()) {
      if (!seen.add(entry.key())) {
        findings.add(
            Kind.DUPLICATED,
            subject(entry.version()),
            "chunk " + entry.key() + " was published again",
            entry.place());
      }
    }
  }

  private void checkOrder(Findings findings) {
    int newest = 0;
    for (var entry : published.values()) {
      if (entry.version() < newest) {
        findings.add(
            Kind.VERSION, subject(entry.version()), "is after version " + newest, entry.place());
      }
      newest = Math.max(newest, entry.version());
    }
  }

  private void checkAnnounced(
      NavigableMap<Integer, Entry.Stepped> steps, int newest, Findings findings) {
    Map<Integer, Set<String>> seen = new HashMap<>();
    for (var entry : published.values()) {
      if (!seen.computeIfAbsent(entry.version(), v -> new HashSet<>()).add(entry.sha256())) {
        continue;
      }
      var step = steps.get(entry.version());
      if (step != null && !step.sha256().equals(entry.sha256())) {
        findings.add(
            Kind.VERSION,
            subject(entry.version()),
            "was published with SHA-256 %s, but its step recorded %s"
                .formatted(entry.sha256(), step.sha256()),
            entry.place());
      } else if (entry.version() > newest) {
        findings.add(Kind.VERSION, subject(entry.version()), "belongs to no step", entry.place());
      }
    }
  }

  private void checkComplete(
      NavigableMap<Integer, Entry.Stepped> steps, int last, Findings findings) {
    int first = firstRequired();
    // Version 0 belongs to no step; gaps between steps are reported for the steps.
    var required = new TreeSet<>(steps.keySet());
    required.add(0);
    for (int version : required.subSet(first, true, Math.max(first, last), true)) {
      if (!assembled.containsKey(version)) {
        findings.add(
            Kind.VERSION,
            subject(version),
            "is incomplete in the log, so its weights cannot be checked",
            placeOf(version, steps));
      }
    }
  }

  /** The first version that must be complete: 0, or the first one after the start of the log. */
  private int firstRequired() {
    long kept = retained.orElseThrow().offset();
    return kept == 0
        ? 0
        : assembled.values().stream()
            .filter(entry -> entry.place().offset() >= kept)
            .mapToInt(Entry.Assembled::version)
            .min()
            .orElse(Integer.MAX_VALUE);
  }

  private Place placeOf(int version, Map<Integer, Entry.Stepped> steps) {
    return published.values().stream()
        .filter(entry -> entry.version() == version)
        .map(Entry.Published::place)
        .findFirst()
        .orElseGet(
            () -> steps.containsKey(version) ? steps.get(version).place() : retained.orElseThrow());
  }

  private static String subject(int version) {
    return "version " + version;
  }
}
