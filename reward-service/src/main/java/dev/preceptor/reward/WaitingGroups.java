package dev.preceptor.reward;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** How many groups wait for which judge, over all tasks of this process. */
final class WaitingGroups {

  private final Consumer<String> waitsFor;
  private final Map<String, Standing> byTask = new HashMap<>();

  /** What a task waits for. */
  private record Standing(int groups, Map<String, Integer> byJudge) {}

  /**
   * No groups yet.
   *
   * @param waitsFor takes what is waited for, a few words
   */
  WaitingGroups(Consumer<String> waitsFor) {
    this.waitsFor = waitsFor;
  }

  /**
   * Takes note of a task's waiting groups.
   *
   * @param lacking for each of them, the judges whose verdicts are missing
   */
  synchronized void count(String task, Collection<Set<String>> lacking) {
    Map<String, Integer> byJudge = new TreeMap<>();
    for (Set<String> judges : lacking) {
      judges.forEach(judge -> byJudge.merge(judge, 1, Integer::sum));
    }
    byTask.put(task, new Standing(lacking.size(), byJudge));
    report();
  }

  /** A task has moved to another process. */
  synchronized void forget(String task) {
    byTask.remove(task);
    report();
  }

  private void report() {
    int groups = byTask.values().stream().mapToInt(Standing::groups).sum();
    Map<String, Integer> byJudge = new TreeMap<>();
    for (Standing standing : byTask.values()) {
      standing.byJudge().forEach((judge, count) -> byJudge.merge(judge, count, Integer::sum));
    }
    waitsFor.accept(
        groups == 0
            ? "rollouts"
            : "judgements of %d groups: %s"
                .formatted(
                    groups,
                    byJudge.entrySet().stream()
                        .map(judge -> judge.getKey() + " " + judge.getValue())
                        .collect(Collectors.joining(", "))));
  }
}
