package dev.preceptor.console.index;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The metrics of a run's steps: one row a step, one column a metric. Holds at most {@value
 * #MAX_ROWS} rows of {@value #MAX_COLUMNS} columns: when it is full, every second row is dropped,
 * and from then on only every second step is kept. Not thread-safe.
 */
final class StepTable {

  static final int MAX_ROWS = 1 << 15;
  static final int MAX_COLUMNS = 256;

  /** Names come from the log; longer ones are nobody's metric. */
  private static final int MAX_NAME_CHARS = 120;

  private static final int FIRST_ROWS = 256;

  private final int maxRows;
  private final Map<String, float[]> columns = new TreeMap<>();
  private int[] steps = new int[FIRST_ROWS];
  private long[] millis = new long[FIRST_ROWS];
  private int rows;
  private int stride = 1;

  StepTable() {
    this(MAX_ROWS);
  }

  StepTable(int maxRows) {
    this.maxRows = maxRows;
  }

  /** Adds a later step than all before. */
  void add(int step, long writtenMillis, Map<String, Double> values) {
    if (rows == maxRows) {
      thin();
    }
    if (step % stride != 0) {
      return;
    }
    if (rows == steps.length) {
      grow(Math.min(maxRows, 2 * rows));
    }
    steps[rows] = step;
    millis[rows] = writtenMillis;
    columns.values().forEach(column -> column[rows] = Float.NaN);
    values.forEach((name, value) -> put(name, value.floatValue()));
    rows++;
  }

  private void put(String name, float value) {
    float[] column = columns.get(name);
    if (column == null) {
      if (columns.size() == MAX_COLUMNS || name.length() > MAX_NAME_CHARS) {
        return;
      }
      column = new float[steps.length];
      Arrays.fill(column, Float.NaN);
      columns.put(name, column);
    }
    column[rows] = value;
  }

  private void grow(int size) {
    steps = Arrays.copyOf(steps, size);
    millis = Arrays.copyOf(millis, size);
    columns.replaceAll((name, column) -> Arrays.copyOf(column, size));
  }

  private void thin() {
    stride *= 2;
    int kept = 0;
    for (int row = 0; row < rows; row++) {
      if (steps[row] % stride == 0) {
        steps[kept] = steps[row];
        millis[kept] = millis[row];
        for (float[] column : columns.values()) {
          column[kept] = column[row];
        }
        kept++;
      }
    }
    rows = kept;
  }

  /** Rows that it holds. */
  int rows() {
    return rows;
  }

  /** The names of the metrics, sorted. */
  Set<String> names() {
    return new TreeSet<>(columns.keySet());
  }

  /** The values of the last row that have one. */
  Map<String, Float> last() {
    Map<String, Float> last = new LinkedHashMap<>();
    if (rows > 0) {
      columns.forEach(
          (name, column) -> {
            if (Float.isFinite(column[rows - 1])) {
              last.put(name, column[rows - 1]);
            }
          });
    }
    return last;
  }

  /**
   * Lines for charts: the steps of a range in at most so many points. Where a point stands for
   * several steps it has their mean and, so that no spike is lost, their least and their most.
   *
   * @param names of the metrics; unknown ones are left out
   * @param from first step
   * @param to last step
   * @param points most points, at least 1
   */
  Curves curves(Set<String> names, int from, int to, int points) {
    int first = lowerBound(from);
    int end = to == Integer.MAX_VALUE ? rows : lowerBound(to + 1);
    int count = Math.max(0, end - first);
    int each = Math.max(1, (count + points - 1) / points);
    int made = (count + each - 1) / each;
    int[] x = new int[made];
    long[] time = new long[made];
    for (int i = 0; i < made; i++) {
      int last = Math.min(end, first + (i + 1) * each) - 1;
      x[i] = steps[last];
      time[i] = millis[last];
    }
    Map<String, Curves.Line> lines = new LinkedHashMap<>();
    for (String name : names) {
      float[] column = columns.get(name);
      if (column != null) {
        lines.put(name, line(column, first, end, each, made));
      }
    }
    return new Curves(x, time, each * stride, lines);
  }

  private static Curves.Line line(float[] column, int first, int end, int each, int made) {
    Float[] mean = new Float[made];
    Float[] low = new Float[made];
    Float[] high = new Float[made];
    for (int i = 0; i < made; i++) {
      double sum = 0;
      int known = 0;
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (int row = first + i * each; row < Math.min(end, first + (i + 1) * each); row++) {
        float value = column[row];
        if (Float.isFinite(value)) {
          sum += value;
          known++;
          least = Math.min(least, value);
          most = Math.max(most, value);
        }
      }
      if (known > 0) {
        mean[i] = (float) (sum / known);
        low[i] = least;
        high[i] = most;
      }
    }
    return each == 1
        ? new Curves.Line(mean, new Float[0], new Float[0])
        : new Curves.Line(mean, low, high);
  }

  /** The first row whose step is at least this. */
  private int lowerBound(int step) {
    int found = Arrays.binarySearch(steps, 0, rows, step);
    return found >= 0 ? found : -found - 1;
  }
}
