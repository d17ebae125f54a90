package dev.preceptor.fleet.join;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The partitions and the work of the workers that joined a run: takes events and returns messages.
 */
final class CrewWork {

  /**
   * The state of a worker.
   *
   * @param name name of its process
   * @param partitions partitions assigned to it now
   * @param groups number of groups it has written
   * @param memberMillis from the start to its first membership of the consumer group; -1 before
   * @param firstGroupMillis from the start to its first group; -1 before
   */
  record Worker(
      String name, List<Integer> partitions, int groups, long memberMillis, long firstGroupMillis) {

    Worker {
      partitions = List.copyOf(partitions);
    }
  }

  private final int partitions;
  private final long startMillis;
  private final Map<String, Worker> workers = new LinkedHashMap<>();
  private int groups;

  /**
   * @param partitions number of partitions of the topic that they read
   * @param startMillis start time of the workers
   */
  CrewWork(List<String> names, int partitions, long startMillis) {
    this.partitions = partitions;
    this.startMillis = startMillis;
    names.forEach(name -> workers.put(name, new Worker(name, List.of(), 0, -1, -1)));
  }

  /**
   * Updates the members of the consumer group.
   *
   * @param members partitions by process name, of these workers and others
   * @return messages about changes
   */
  List<String> membership(Map<String, List<Integer>> members, long nowMillis) {
    List<String> messages = new ArrayList<>();
    for (var before : List.copyOf(workers.values())) {
      var assigned = members.get(before.name());
      if (assigned == null) {
        continue;
      }
      var held = List.copyOf(new TreeSet<>(assigned));
      if (before.memberMillis() < 0 || !held.equals(before.partitions())) {
        messages.add(before.name() + holds(held, members.size()));
      }
      workers.put(
          before.name(),
          new Worker(
              before.name(),
              held,
              before.groups(),
              before.memberMillis() < 0 ? nowMillis - startMillis : before.memberMillis(),
              before.firstGroupMillis()));
    }
    return messages;
  }

  private String holds(List<Integer> held, int members) {
    if (!held.isEmpty()) {
      return " has partition%s %s"
          .formatted(
              held.size() == 1 ? "" : "s",
              String.join(", ", held.stream().map(String::valueOf).toList()));
    }
    return members > partitions
        ? " is idle: %d workers for %d partition%s"
            .formatted(members, partitions, partitions == 1 ? "" : "s")
        : " has joined the consumer group";
  }

  /**
   * Records a written group.
   *
   * @param worker name of the worker that wrote it
   * @return messages about changes
   */
  List<String> wrote(String worker, OptionalLong step, long nowMillis) {
    groups++;
    var before = workers.get(worker);
    if (before == null) {
      return List.of();
    }
    boolean first = before.groups() == 0;
    long after = first ? nowMillis - startMillis : before.firstGroupMillis();
    workers.put(
        worker,
        new Worker(worker, before.partitions(), before.groups() + 1, before.memberMillis(), after));
    return first
        ? List.of(
            "%s finished its first group%s, %.1f s after its start"
                .formatted(
                    worker, step.isPresent() ? " of step " + step.getAsLong() : "", after / 1000.0))
        : List.of();
  }

  /** The states of the workers. */
  List<Worker> workers() {
    return List.copyOf(workers.values());
  }

  /** Number of groups written by these workers. */
  int ownGroups() {
    return workers.values().stream().mapToInt(Worker::groups).sum();
  }

  /** Number of groups written by all workers since the start. */
  int groups() {
    return groups;
  }
}
