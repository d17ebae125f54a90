package dev.preceptor.reward;

import dev.preceptor.run.exported.Awaited;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** How many groups wait for which judge, over all tasks of this process. */
final class WaitingGroups {

  private final BiConsumer<Awaited, String> waitsFor;
  private final Map<String, Standing> byTask = new HashMap<>();

  /** What a task waits for. */
  private record Standing(int groups, Map<String, Integer> byJudge) {}

  /**
   * No groups yet.
   *
   * @param waitsFor takes what is waited for, with a few words
   */
  WaitingGroups(BiConsumer<Awaited, String> waitsFor) {
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

  /** Sampled groups that wait for any judge. */
  synchronized int groups() {
    return byTask.values().stream().mapToInt(Standing::groups).sum();
  }

  /** Sampled groups that wait for a judge. */
  synchronized int waitingFor(String judge) {
    return byTask.values().stream()
        .mapToInt(standing -> standing.byJudge().getOrDefault(judge, 0))
        .sum();
  }

  private void report() {
    int groups = groups();
    Map<String, Integer> byJudge = new TreeMap<>();
    for (Standing standing : byTask.values()) {
      standing.byJudge().forEach((judge, count) -> byJudge.merge(judge, count, Integer::sum));
    }
    waitsFor.accept(
        groups == 0 ? Awaited.ROLLOUTS : Awaited.JUDGEMENTS,
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
