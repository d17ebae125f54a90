package dev.preceptor.console.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.history.status.Reader;
import dev.preceptor.history.status.RunState;
import dev.preceptor.history.status.Wait;
import dev.preceptor.history.status.Waits;
import dev.preceptor.schemas.GroupKey;
import java.util.List;

/**
 * Who works on a run, and what it waits for.
 *
 * @param step under way
 * @param alive whether any process is connected
 * @param waits what is waited for; empty if the run has ended
 * @param services the consumer groups
 */
public record FleetView(
    @JsonProperty("step") int step,
    @JsonProperty("alive") boolean alive,
    @JsonProperty("waits") List<Waiting> waits,
    @JsonProperty("services") List<Service> services) {

  private static final int MAX_GROUPS = 32;

  /**
   * Something that is waited for.
   *
   * @param groups that wait, at most {@value #MAX_GROUPS}
   * @param from who must provide it
   * @param sinceMillis since when; 0 if that is not known
   */
  public record Waiting(
      @JsonProperty("what") String what,
      @JsonProperty("groups") List<String> groups,
      @JsonProperty("from") String from,
      @JsonProperty("since_millis") long sinceMillis) {}

  /**
   * A consumer group.
   *
   * @param lag records that it has not processed
   */
  public record Service(
      @JsonProperty("name") String name,
      @JsonProperty("lag") long lag,
      @JsonProperty("workers") List<Worker> workers) {}

  /** A process and the partitions that it reads. */
  public record Worker(
      @JsonProperty("name") String name, @JsonProperty("partitions") List<Integer> partitions) {}

  /** The view of a state. */
  public static FleetView of(RunState state) {
    return new FleetView(
        state.step(),
        state.isAlive(),
        Waits.of(state).stream().map(FleetView::waiting).toList(),
        state.readers().stream().map(FleetView::service).toList());
  }

  private static Waiting waiting(Wait wait) {
    return new Waiting(
        wait.what(),
        wait.groups().stream().limit(MAX_GROUPS).map(GroupKey::toString).toList(),
        wait.from(),
        wait.sinceMillis().orElse(0));
  }

  private static Service service(Reader reader) {
    return new Service(
        reader.consumer().name(),
        reader.totalLag(),
        reader.workers().stream()
            .map(worker -> new Worker(worker.name(), worker.partitions()))
            .toList());
  }
}
