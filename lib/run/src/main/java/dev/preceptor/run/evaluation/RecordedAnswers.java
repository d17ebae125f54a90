package dev.preceptor.run.evaluation;

import dev.preceptor.schemas.EvaluationAnswer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The answers that are on record, by version and row. Of two to the same question by the same
 * weights the first counts, whoever wrote it; a version has answers of one hash of weights only.
 */
public final class RecordedAnswers {

  private final NavigableMap<Integer, Map<String, NavigableMap<Long, EvaluationAnswer>>> versions =
      new TreeMap<>();

  /** Adds a record. */
  public void enter(EvaluationAnswer answer) {
    versions
        .computeIfAbsent(answer.getPolicyVersion(), version -> new TreeMap<>())
        .computeIfAbsent(answer.getPolicySha256(), sha256 -> new TreeMap<>())
        .putIfAbsent(answer.getRow(), answer);
  }

  /** The answers of a version's weights, by row. */
  public NavigableMap<Long, EvaluationAnswer> of(int version, String sha256) {
    return versions.getOrDefault(version, Map.of()).getOrDefault(sha256, new TreeMap<>());
  }

  /** Forgets a version and those before it. */
  public void forget(int version) {
    versions.headMap(version, true).clear();
  }
}
