package dev.preceptor.history.status;

import dev.preceptor.runlog.Consumer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service's consumer group as it is now.
 *
 * @param consumer what it does
 * @param group its id
 * @param lag records that it has not dealt with, by partition
 * @param workers its members
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
   * @param name of the process
   * @param partitions that are its to deal with
   */
  public record Worker(String name, List<Integer> partitions) {

    public Worker {
      partitions = List.copyOf(partitions);
    }
  }

  /** Records that it has not dealt with. */
  public long totalLag() {
    return lag.values().stream().mapToLong(records -> records).sum();
  }

  /** Whose work a partition is. */
  public Optional<String> workerOf(int partition) {
    return workers.stream()
        .filter(worker -> worker.partitions().contains(partition))
        .map(Worker::name)
        .findFirst();
  }
}
