package dev.preceptor.fleet.join;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/** What the workers that joined have of a run and have done for it: events in, lines out. */
final class CrewWork {

  /**
   * A worker's account.
   *
   * @param name of its process
   * @param partitions that are its to deal with now
   * @param groups that it has written
   * @param memberMillis from the start to its first membership of the group; -1 before
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
   * @param partitions of the topic that they read
   * @param startMillis when the workers were started
   */
  CrewWork(List<String> names, int partitions, long startMillis) {
    this.partitions = partitions;
    this.startMillis = startMillis;
    names.forEach(name -> workers.put(name, new Worker(name, List.of(), 0, -1, -1)));
  }

  /**
   * Takes in who is in the consumer group now.
   *
   * @param members partitions by the name of their process, this crew's and others
   * @return what is new, for people
   */
  List<String> membership(Map<String, List<Integer>> members, long nowMillis) {
    List<String> news = new ArrayList<>();
    for (var before : List.copyOf(workers.values())) {
      var assigned = members.get(before.name());
      if (assigned == null) {
        continue;
      }
      var held = List.copyOf(new TreeSet<>(assigned));
      if (before.memberMillis() < 0 || !held.equals(before.partitions())) {
        news.add(before.name() + holds(held, members.size()));
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
    return news;
  }

  private String holds(List<Integer> held, int members) {
    if (!held.isEmpty()) {
      return " has partition%s %s"
          .formatted(
              held.size() == 1 ? "" : "s",
              String.join(", ", held.stream().map(String::valueOf).toList()));
    }
    return members > partitions
        ? " stands by: %d workers for %d partition%s"
            .formatted(members, partitions, partitions == 1 ? "" : "s")
        : " is in the group";
  }

  /**
   * Takes in a group that was written.
   *
   * @param worker who wrote it
   * @return what is new, for people
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
            "%s has done its first group%s, %.1f s after its start"
                .formatted(
                    worker, step.isPresent() ? " of step " + step.getAsLong() : "", after / 1000.0))
        : List.of();
  }

  /** The workers' accounts. */
  List<Worker> workers() {
    return List.copyOf(workers.values());
  }

  /** Groups that this crew has written. */
  int ownGroups() {
    return workers.values().stream().mapToInt(Worker::groups).sum();
  }

  /** Groups that anybody has written since the start. */
  int groups() {
    return groups;
  }
}
