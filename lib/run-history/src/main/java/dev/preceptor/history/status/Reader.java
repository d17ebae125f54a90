package dev.preceptor.history.status;

import dev.preceptor.runlog.Consumer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The current state of a service's consumer group.
 *
 * @param consumer the consumer
 * @param group id of the consumer group
 * @param lag unprocessed records by partition
 * @param workers members of the group
 */
public record Reader(
    Consumer consumer, String group, Map<Integer, Long> lag, List<Worker> workers) {

  public Reader {
    lag = Map.copyOf(lag);
    workers = List.copyOf(workers);
  }

  /**
   * A member of a group.
   *
   * @param name name of the process
   * @param partitions its assigned partitions
   */
  public record Worker(String name, List<Integer> partitions) {

    public Worker {
      partitions = List.copyOf(partitions);
    }
  }

  /** Unprocessed records in all partitions. */
  public long totalLag() {
    return lag.values().stream().mapToLong(records -> records).sum();
  }

  /** The worker that a partition is assigned to. */
  public Optional<String> workerOf(int partition) {
    return workers.stream()
        .filter(worker -> worker.partitions().contains(partition))
        .map(Worker::name)
        .findFirst();
  }
}
