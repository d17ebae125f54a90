package dev.preceptor.scoring.judging;

import dev.preceptor.models.Metric;
import dev.preceptor.models.MetricText;

/** What a judge-service reports for Prometheus under {@code /q/metrics}, with the label judge. */
public enum JudgeMetric implements Metric {
  LAG_GROUPS(
      "preceptor.judge.lag.groups",
      "",
      "groups of this process's partitions that are not judged",
      "Sum it over a judge's processes and scale on it. Growth means too few workers."),
  WAITING_GROUPS(
      "preceptor.judge.waiting.groups",
      "",
      "those of them that this process holds",
      "At most 512; at the bound, the oldest late group is given up as unscorable."),
  AWAY(
      "preceptor.judge.away",
      "",
      "1 while the judge's server is away, else 0",
      "Alert on it: groups wait, and after the deadline the run goes on without this judge."),
  VERDICTS(
      "preceptor.judge.verdicts",
      "_total",
      "responses by `verdict`: yes, no, unscorable",
      "The share of yes is the judge's reward. Nearly all yes or nearly all no teaches nothing."),
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
      "responses whose verdict was known already",
      "The hit rate is hits / (hits + misses)."),
  CACHE_MISSES(
      "preceptor.judge.cache.misses",
      "_total",
      "statements that the judge was asked about",
      "Multiply by the price of a request for what a run costs."),
  GROUP_SECONDS(
      "preceptor.judge.group",
      "_seconds",
      "a summary: `_sum` has the seconds from taking up groups to their verdicts, `_count` the"
          + " groups",
      "`_sum` / `_count` is the mean time a group; keep it far below `judge_deadline_seconds`."),
  LATE_GROUPS(
      "preceptor.judge.late.groups",
      "_total",
      "groups whose deadline had passed when they were taken up",
      "Rising means that the judge is too slow.");

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
