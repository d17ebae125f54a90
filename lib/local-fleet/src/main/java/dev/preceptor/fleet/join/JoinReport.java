package dev.preceptor.fleet.join;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What came of joining.
 *
 * @param run that was joined
 * @param service that was reinforced
 * @param judge which one; missing where no judges joined
 * @param why the workers left
 * @param workers what each did
 */
public record JoinReport(String run, String service, String judge, String why, List<Row> workers) {

  /**
   * A worker.
   *
   * @param name of its process
   * @param groups that it sampled; of a judge's work the log does not tell who did it
   * @param secondsToMember from its start to being in the consumer group; missing where it never
   *     was
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

  /** The same for people. */
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
