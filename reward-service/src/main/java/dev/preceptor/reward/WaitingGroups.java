package dev.preceptor.reward;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** How many groups wait for judgements, over all tasks of this process. */
final class WaitingGroups {

  private final Consumer<String> waitsFor;
  private final Map<String, Long> byTask = new HashMap<>();

  /**
   * No groups yet.
   *
   * @param waitsFor takes what is waited for, a few words
   */
  WaitingGroups(Consumer<String> waitsFor) {
    this.waitsFor = waitsFor;
  }

  /** A task has that many groups now. */
  synchronized void count(String task, long groups) {
    byTask.put(task, groups);
    tell();
  }

  /** A task has gone elsewhere. */
  synchronized void forget(String task) {
    byTask.remove(task);
    tell();
  }

  private void tell() {
    long groups = byTask.values().stream().mapToLong(count -> count).sum();
    waitsFor.accept(groups == 0 ? "rollouts" : "judgements of %d groups".formatted(groups));
  }
}
