package dev.preceptor.fleet.join;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The result of a join.
 *
 * @param run name of the run
 * @param service service of the workers
 * @param judge name of the judge; null unless judges joined
 * @param why why the workers left
 * @param workers the work of each worker
 */
public record JoinReport(String run, String service, String judge, String why, List<Row> workers) {

  /**
   * A worker.
   *
   * @param name name of its process
   * @param groups groups that it sampled; 0 for judges, since the log does not record their workers
   * @param secondsToMember from its start to its membership of the consumer group; null if it never
   *     joined
   * @param secondsToFirstGroup from its start to its first group
   */
  record Row(
      String name,
      int groups,
      @JsonProperty("seconds_to_member") Double secondsToMember,
      @JsonProperty("seconds_to_first_group") Double secondsToFirstGroup) {}

  JoinReport(JoinPlan plan, List<CrewWork.Worker> workers, String why) {
    this(
        plan.run().name(),
        plan.service().label(),
        plan.judge().orElse(null),
        why,
        workers.stream()
            .map(
                worker ->
                    new Row(
                        worker.name(),
                        worker.groups(),
                        seconds(worker.memberMillis()),
                        seconds(worker.firstGroupMillis())))
            .toList());
  }

  private static Double seconds(long millis) {
    return millis < 0 ? null : millis / 1000.0;
  }

  /** As text. */
  public String text() {
    return "%s; the workers have left run %s%s"
        .formatted(
            why,
            run,
            judge != null
                ? ""
                : workers.stream()
                    .map(row -> "%n  %s sampled %d groups".formatted(row.name(), row.groups()))
                    .collect(Collectors.joining()));
  }
}
