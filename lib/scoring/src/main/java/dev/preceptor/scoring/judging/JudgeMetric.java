package dev.preceptor.scoring.judging;

import dev.preceptor.models.Metric;
import dev.preceptor.models.MetricText;

/** What a judge-service reports for Prometheus under {@code /q/metrics}, with the label judge. */
public enum JudgeMetric implements Metric {
  LAG_GROUPS(
      "preceptor.judge.lag.groups",
      "",
      "groups in this process's partitions that are not judged yet",
      "Sum it over a judge's processes and scale on the sum. If it grows, there are too few"
          + " workers."),
  WAITING_GROUPS(
      "preceptor.judge.waiting.groups",
      "",
      "those of them that this process holds in memory",
      "At most 512; at this limit, the oldest late group is given up as unscorable."),
  AWAY(
      "preceptor.judge.away",
      "",
      "1 while the judge's server is unavailable, else 0",
      "Alert on it: groups wait, and after the deadline the run continues without this judge."),
  VERDICTS(
      "preceptor.judge.verdicts",
      "_total",
      "responses by `verdict`: yes, no, unscorable",
      "The share of yes is the mean of the judge's reward. If nearly all verdicts are equal, the"
          + " reward teaches nothing."),
  UNSCORABLE(
      "preceptor.judge.unscorable",
      "_total",
      "unscorable responses by `reason`: too_long, undecided, unreadable, refused, rate_limited,"
          + " server_error, timed_out, unreachable, given_up",
      "Should not grow. The reason says what to change; see [Write a"
          + " judge](../guides/write-a-judge.md#watch-one)."),
  CACHE_HITS(
      "preceptor.judge.cache.hits",
      "_total",
      "responses whose verdict was already known",
      "The hit rate is hits / (hits + misses)."),
  CACHE_MISSES(
      "preceptor.judge.cache.misses",
      "_total",
      "statements about which the judge was asked",
      "Multiply it by the price of a request to get the cost of a run."),
  GROUP_SECONDS(
      "preceptor.judge.group",
      "_seconds",
      "a summary: `_sum` is the seconds from taking up a group to its verdicts, over all groups,"
          + " and `_count` their number",
      "`_sum` / `_count` is the mean time per group; keep it far below `judge_deadline_seconds`."),
  LATE_GROUPS(
      "preceptor.judge.late.groups",
      "_total",
      "groups whose deadline had passed when they were taken up",
      "If it rises, the judge is too slow.");

  private final String meter;
  private final MetricText text;

  JudgeMetric(String meter, String suffix, String meaning, String reading) {
    this.meter = meter;
    text = new MetricText(meter.replace('.', '_') + suffix, meaning, reading);
  }

  /** Its name for Micrometer. */
  public String meter() {
    return meter;
  }

  /** Its key is the name that Prometheus sees. */
  @Override
  public MetricText text() {
    return text;
  }
}
