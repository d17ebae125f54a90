package dev.preceptor.vqa.judge;

import dev.preceptor.vqa.LabelledStatement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * A judge's accuracy. Statements that it cannot judge count as wrong.
 *
 * @param n number of statements
 * @param accuracy fraction of correct verdicts
 * @param unscorable number of statements without a verdict
 * @param kinds count and accuracy by kind of statement
 */
public record JudgeReport(int n, double accuracy, int unscorable, Map<String, Kind> kinds) {

  /** The statements of one kind. */
  public record Kind(int n, double accuracy) {}

  public JudgeReport {
    kinds = Collections.unmodifiableMap(new TreeMap<>(kinds));
  }

  /**
   * Judges statements, at least one.
   *
   * @param done called after each statement with the number done so far
   */
  public static JudgeReport of(
      SemanticJudge judge, List<LabelledStatement> statements, IntConsumer done) {
    Map<String, int[]> counts = new LinkedHashMap<>();
    int right = 0;
    int unscorable = 0;
    for (int i = 0; i < statements.size(); i++) {
      LabelledStatement statement = statements.get(i);
      Ruling ruling = judge.judge(statement.text()).ruling();
      boolean agrees = ruling == (statement.coherent() ? Ruling.YES : Ruling.NO);
      right += agrees ? 1 : 0;
      unscorable += ruling == Ruling.UNSCORABLE ? 1 : 0;
      int[] count = counts.computeIfAbsent(statement.kind(), kind -> new int[2]);
      count[0]++;
      count[1] += agrees ? 1 : 0;
      done.accept(i + 1);
    }
    Map<String, Kind> kinds = new TreeMap<>();
    counts.forEach((kind, count) -> kinds.put(kind, new Kind(count[0], share(count[1], count[0]))));
    return new JudgeReport(statements.size(), share(right, statements.size()), unscorable, kinds);
  }

  private static double share(int part, int whole) {
    return (double) part / whole;
  }
}
