package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.runlog.Place;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether evaluations are made of the answers on record. Only those of weights that the version's
 * step recorded are the run's; of several about the same the first counts. An evaluation without
 * any answers was written before answers were recorded, or made elsewhere, and proves nothing.
 */
final class EvaluationBook {

  private final NavigableMap<Place, Entry.Evaluated> evaluations = new TreeMap<>();
  private final NavigableMap<Place, Entry.Answered> answers = new TreeMap<>();

  void enter(Entry.Evaluated entry) {
    evaluations.put(entry.place(), entry);
  }

  void enter(Entry.Answered entry) {
    answers.put(entry.place(), entry);
  }

  /** Forgets what the services have refused. */
  void drop(Collection<Place> refused) {
    evaluations.keySet().removeAll(refused);
    answers.keySet().removeAll(refused);
  }

  /**
   * Checks every evaluation.
   *
   * @param steps steps on record
   */
  void check(NavigableMap<Integer, Entry.Stepped> steps, Findings findings) {
    Map<String, NavigableMap<Long, Entry.Answered>> given = new HashMap<>();
    for (Entry.Answered answer : answers.values()) {
      NavigableMap<Long, Entry.Answered> rows =
          given.computeIfAbsent(key(answer.version(), answer.sha256()), key -> new TreeMap<>());
      Entry.Answered first = rows.putIfAbsent(answer.row(), answer);
      if (first != null
          && isOwn(answer.version(), answer.sha256(), steps)
          && !(first.grade().equals(answer.grade()) && first.text().equals(answer.text()))) {
        findings.add(
            Kind.CONTRADICTED,
            subject(answer.version()),
            "row %d is answered again with another content".formatted(answer.row()),
            answer.place());
      }
    }
    Map<Integer, Entry.Evaluated> first = new TreeMap<>();
    for (Entry.Evaluated evaluation : evaluations.values()) {
      if (isOwn(evaluation.version(), evaluation.sha256(), steps)) {
        first.putIfAbsent(evaluation.version(), evaluation);
      }
    }
    first
        .values()
        .forEach(
            evaluation ->
                Optional.ofNullable(given.get(key(evaluation.version(), evaluation.sha256())))
                    .ifPresent(rows -> compare(evaluation, rows, findings)));
  }

  private static void compare(
      Entry.Evaluated evaluation, NavigableMap<Long, Entry.Answered> answered, Findings findings) {
    String subject = subject(evaluation.version());
    evaluation
        .grades()
        .forEach(
            (row, grade) -> {
              Entry.Answered answer = answered.get(row);
              if (answer == null) {
                findings.add(
                    Kind.MISSING,
                    subject,
                    "the answer to row %d is not on record".formatted(row),
                    evaluation.place());
              } else if (!answer.grade().equals(grade)
                  || !evaluation.texts().getOrDefault(row, answer.text()).equals(answer.text())) {
                findings.add(
                    Kind.CONTRADICTED,
                    subject,
                    "has another answer to row %d than is on record".formatted(row),
                    evaluation.place());
              }
            });
    answered
        .values()
        .forEach(
            answer -> {
              if (!evaluation.grades().containsKey(answer.row())) {
                findings.add(
                    Kind.CONTRADICTED,
                    subject,
                    "leaves out the answer to row %d".formatted(answer.row()),
                    answer.place());
              }
            });
  }

  /** SHA-256 of an answer's text in the evaluation that counts; nothing if it is not on record. */
  Optional<String> text(int version, long row, NavigableMap<Integer, Entry.Stepped> steps) {
    return evaluations.values().stream()
        .filter(each -> each.version() == version && isOwn(version, each.sha256(), steps))
        .findFirst()
        .flatMap(each -> text(each, row));
  }

  private Optional<String> text(Entry.Evaluated evaluation, long row) {
    return Optional.ofNullable(evaluation.texts().get(row))
        .or(
            () ->
                evaluation.grades().containsKey(row)
                    ? answers.values().stream()
                        .filter(
                            answer ->
                                answer.row() == row
                                    && answer.version() == evaluation.version()
                                    && answer.sha256().equals(evaluation.sha256()))
                        .findFirst()
                        .map(Entry.Answered::text)
                    : Optional.empty());
  }

  /** Version 0 is of no step. */
  private static boolean isOwn(
      int version, String sha256, NavigableMap<Integer, Entry.Stepped> steps) {
    return version == 0 || steps.containsKey(version) && steps.get(version).sha256().equals(sha256);
  }

  private static String key(int version, String sha256) {
    return version + " " + sha256;
  }

  private static String subject(int version) {
    return "evaluation of version " + version;
  }
}
