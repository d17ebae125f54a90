package dev.preceptor.console.index;

import dev.preceptor.run.evaluation.WilsonInterval;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.QuestionResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The evaluations of a run: metrics, which questions were right, and where each record lies. The
 * first of a version counts. Keeps at most {@value #MAX_VERSIONS} of them and {@value #MAX_ANSWERS}
 * answers. Not thread-safe.
 */
final class EvaluationIndex {

  static final int MAX_VERSIONS = 10_000;
  static final int MAX_ANSWERS = 20_000_000;
  private static final int MAX_METRICS = 64;

  private final TreeMap<Integer, Kept> versions = new TreeMap<>();
  private long[] lastRows = new long[0];
  private int answers;

  /** One evaluation; {@code rows} is shared by those that ask the same questions. */
  private record Kept(EvaluationRow row, Place place, long[] rows, BitSet correct) {}

  void enter(Place place, long millis, Evaluation record) {
    if (versions.size() == MAX_VERSIONS || versions.containsKey(record.getPolicyVersion())) {
      return;
    }
    long[] rows = rows(record.getResults());
    BitSet correct = new BitSet();
    for (int i = 0; i < rows.length; i++) {
      correct.set(i, record.getResults().get(i).getCorrect());
    }
    versions.put(
        record.getPolicyVersion(),
        new Kept(row(millis, record, rows.length), place, rows, correct));
  }

  private long[] rows(List<QuestionResult> results) {
    if (answers + results.size() > MAX_ANSWERS) {
      return new long[0];
    }
    answers += results.size();
    long[] rows = results.stream().mapToLong(QuestionResult::getRow).toArray();
    lastRows = Arrays.equals(rows, lastRows) ? lastRows : rows;
    return lastRows;
  }

  private static EvaluationRow row(long millis, Evaluation record, int questions) {
    Map<String, Double> metrics = new TreeMap<>();
    record.getMetrics().entrySet().stream()
        .filter(entry -> Double.isFinite(entry.getValue()))
        .limit(MAX_METRICS)
        .forEach(entry -> metrics.put(entry.getKey(), entry.getValue()));
    Double accuracy = metrics.get("accuracy");
    Double n = metrics.get("n");
    Optional<WilsonInterval> interval =
        accuracy != null && n != null && n >= 1 && accuracy >= 0 && accuracy <= 1
            ? Optional.of(WilsonInterval.of(accuracy, n))
            : Optional.empty();
    return new EvaluationRow(
        record.getPolicyVersion(),
        millis,
        metrics,
        interval.map(WilsonInterval::low).orElse(null),
        interval.map(WilsonInterval::high).orElse(null),
        questions);
  }

  /** All of them, by version. */
  List<EvaluationRow> rows() {
    return versions.values().stream().map(Kept::row).toList();
  }

  Optional<EvaluationRow> last() {
    return Optional.ofNullable(versions.lastEntry()).map(entry -> entry.getValue().row());
  }

  /** Where the record of a version lies. */
  Optional<Place> place(int version) {
    return Optional.ofNullable(versions.get(version)).map(Kept::place);
  }

  /** What became right and wrong between two versions; nothing if one was not evaluated. */
  Optional<Flips> flips(int from, int to) {
    Kept before = versions.get(from);
    Kept after = versions.get(to);
    if (before == null || after == null) {
      return Optional.empty();
    }
    Map<Long, Boolean> was = new HashMap<>();
    for (int i = 0; i < before.rows.length; i++) {
      was.put(before.rows[i], before.correct.get(i));
    }
    List<Long> gained = new ArrayList<>();
    List<Long> lost = new ArrayList<>();
    int compared = 0;
    for (int i = 0; i < after.rows.length; i++) {
      Boolean right = was.get(after.rows[i]);
      if (right == null) {
        continue;
      }
      compared++;
      if (right != after.correct.get(i)) {
        (right ? lost : gained).add(after.rows[i]);
      }
    }
    return Optional.of(new Flips(from, to, compared, List.copyOf(gained), List.copyOf(lost)));
  }
}
