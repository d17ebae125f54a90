package dev.preceptor.run.exported;

import static dev.preceptor.run.exported.ServiceMetric.Type.COUNTER;
import static dev.preceptor.run.exported.ServiceMetric.Type.GAUGE;
import static dev.preceptor.run.exported.ServiceMetric.Type.SUMMARY;

import dev.preceptor.models.Metric;
import dev.preceptor.models.MetricText;
import java.util.List;
import java.util.Locale;

/**
 * What services report for Prometheus under {@code /q/metrics}, beside the {@linkplain
 * ExportedMetric metrics of steps and evaluations}.
 */
public enum ServiceMetric implements Metric {
  READY(
      GAUGE,
      "preceptor_ready",
      "0 or 1",
      "all",
      "1 once the service has started and takes part in the run",
      "0 for longer than a model takes to load: look at the service's log."),
  WAITING(
      GAUGE,
      "preceptor_waiting_seconds",
      "seconds",
      "all",
      "how long the service has been waiting for `what`; 0 for everything that it does not wait"
          + " for now",
      "Waiting is normal; its length names the slow stage. `judge` and `disk` should be 0.",
      Label.WHAT),
  LAG(
      GAUGE,
      "preceptor_lag_records",
      "records",
      "all",
      "records of a topic that this process has not read yet, of the partitions that it has, as of"
          + " its last fetch",
      "Sum it over processes. If it grows, the stage is too slow: add workers.",
      Label.TOPIC),
  DEAD_LETTERS(
      COUNTER,
      "preceptor_dead_letters_total",
      "records",
      "all",
      "records of a topic that this process has put among the dead letters",
      "Should be 0: see [PreceptorDeadLetters](../runbooks/PreceptorDeadLetters.md).",
      Label.TOPIC),
  DUPLICATES(
      COUNTER,
      "preceptor_duplicates_total",
      "records",
      "all",
      "records of a topic that this process has ignored because it had them already",
      "A few after a crash or a rebalance. Many without one: a worker keeps losing its partitions.",
      Label.TOPIC),
  RESIDENT(
      GAUGE,
      "process_resident_memory_bytes",
      "bytes",
      "all",
      "memory of the process in RAM: Java's heap, libtorch's tensors and everything else",
      "Heap alone is `jvm_memory_used_bytes{area=\"heap\"}`. The difference is mostly weights and"
          + " activations."),
  STEP(
      GAUGE,
      "preceptor_step",
      "steps",
      "learner",
      "the last step in the log",
      "Rises until `preceptor_steps_remaining` is 0."),
  STEPS_REMAINING(
      GAUGE,
      "preceptor_steps_remaining",
      "steps",
      "learner",
      "steps that the recipe asks for and that are not in the log yet",
      "0: the run is done."),
  SINCE_STEP(
      GAUGE,
      "preceptor_seconds_since_step",
      "seconds",
      "learner",
      "time since this process committed its last step, or since it began if there is none",
      "Compare it with `preceptor_step_time`: see"
          + " [PreceptorNoProgress](../runbooks/PreceptorNoProgress.md)."),
  IN_FLIGHT(
      GAUGE,
      "preceptor_groups_in_flight",
      "groups",
      "learner",
      "groups whose prompts are issued and that have not come back scored",
      "At most `prompts_per_step` · (`staleness` + 1). The other services' `preceptor_groups_held`"
          + " shows where they are."),
  SENTINEL(
      GAUGE,
      "preceptor_sentinel_level",
      "ratio",
      "learner",
      "how near an alarm of the sentinel is: the figure as a share of its limit, of the last step"
          + " or evaluation; 0 with `sentinel: off`",
      "At 1 the alarm is raised. The metrics `sentinel/NAME` of steps say what each is made of.",
      Label.ALARM),
  HELD(
      GAUGE,
      "preceptor_groups_held",
      "groups",
      "rollout, judge, reward, learner",
      "groups that this process has received and not finished",
      "Most groups are held at the slowest stage."),
  GROUPS(
      COUNTER,
      "preceptor_groups_total",
      "groups",
      "learner",
      "groups of the steps that this process has committed, by what became of them",
      "`failed` should not grow; `preceptor show` has the reasons.",
      Label.OUTCOME),
  WITHOUT_VERDICT(
      COUNTER,
      "preceptor_groups_without_verdict_total",
      "groups",
      "learner",
      "those of them for which a judge's verdicts came after the deadline",
      "Should not grow: see [PreceptorJudgeLate](../runbooks/PreceptorJudgeLate.md).",
      Label.JUDGE),
  RESPONSES_WITHOUT_VERDICT(
      COUNTER,
      "preceptor_responses_without_verdict_total",
      "responses",
      "learner",
      "responses of those steps that a judge could not judge, although it answered in time",
      "Should not grow: see [PreceptorUnscorable](../runbooks/PreceptorUnscorable.md).",
      Label.JUDGE),
  DISK_FREE(
      GAUGE,
      "preceptor_disk_free_bytes",
      "bytes",
      "learner",
      "space that is left where checkpoints are written",
      "A checkpoint needs about three times the weights."),
  ROLLOUTS(
      COUNTER,
      "preceptor_rollouts_total",
      "groups",
      "rollout",
      "groups that this process has sampled, or could not sample",
      "Its rate is the worker's speed.",
      Label.OUTCOME),
  POLICY_VERSION(
      GAUGE,
      "preceptor_policy_version",
      "version",
      "rollout, eval",
      "rollout-service: the version in use; eval-service: the newest version received; -1 before"
          + " the first",
      "`preceptor_step` minus this is how many versions the process is behind."),
  POLICY_RECEIVED(
      COUNTER,
      "preceptor_policy_received_bytes_total",
      "bytes",
      "rollout, eval",
      "bytes of weights that this process has read from the policy topic",
      "Its rate, over all workers, is what the broker sends for weights."),
  POLICY_APPLY(
      GAUGE,
      "preceptor_policy_apply_seconds",
      "seconds",
      "rollout",
      "how long it took to build and load the version in use",
      "Should be a small part of `preceptor_step_time`."),
  WAITING_FOR_JUDGE(
      GAUGE,
      "preceptor_groups_waiting_for_judge",
      "groups",
      "reward",
      "sampled groups that wait for a judge's verdicts",
      "If it grows, this judge is the bottleneck: add workers of it.",
      Label.JUDGE),
  JUDGE_LAG(
      GAUGE,
      "preceptor_judge_lag_groups",
      "groups",
      "judge",
      "groups in this process's partitions that are not judged yet",
      "Sum it over a judge's processes and scale on the sum. If it grows, there are too few"
          + " workers.",
      Label.JUDGE),
  JUDGE_WAITING(
      GAUGE,
      "preceptor_judge_waiting_groups",
      "groups",
      "judge",
      "those of them that this process holds in memory",
      "At most 512; at this limit, the oldest late group is given up as unscorable.",
      Label.JUDGE),
  JUDGE_AWAY(
      GAUGE,
      "preceptor_judge_away",
      "0 or 1",
      "judge",
      "1 while the judge's server is unavailable, else 0",
      "Groups wait, and after the deadline the run continues without this judge: see"
          + " [PreceptorJudgeAway](../runbooks/PreceptorJudgeAway.md).",
      Label.JUDGE),
  JUDGE_VERDICTS(
      COUNTER,
      "preceptor_judge_verdicts_total",
      "responses",
      "judge",
      "responses by verdict",
      "The share of yes is the mean of the judge's reward. If nearly all verdicts are equal, the"
          + " reward teaches nothing.",
      Label.JUDGE,
      Label.VERDICT),
  JUDGE_UNSCORABLE(
      COUNTER,
      "preceptor_judge_unscorable_total",
      "responses",
      "judge",
      "unscorable responses by `reason`: too_long, undecided, unreadable, refused, rate_limited,"
          + " server_error, timed_out, unreachable, given_up",
      "Should not grow. The reason says what to change; see [Write a"
          + " judge](../guides/write-a-judge.md#watch-one).",
      Label.JUDGE,
      Label.REASON),
  JUDGE_CACHE_HITS(
      COUNTER,
      "preceptor_judge_cache_hits_total",
      "responses",
      "judge",
      "responses whose verdict was already known",
      "The hit rate is hits / (hits + misses).",
      Label.JUDGE),
  JUDGE_CACHE_MISSES(
      COUNTER,
      "preceptor_judge_cache_misses_total",
      "statements",
      "judge",
      "statements about which the judge was asked",
      "Multiply it by the price of a request to get the cost of a run.",
      Label.JUDGE),
  JUDGE_GROUP(
      SUMMARY,
      "preceptor_judge_group_seconds",
      "seconds",
      "judge",
      "a summary: `_sum` is the seconds from taking up a group to its verdicts, over all groups,"
          + " and `_count` their number",
      "`_sum` / `_count` is the mean time per group; keep it far below `judge_deadline_seconds`.",
      Label.JUDGE),
  JUDGE_LATE_GROUPS(
      COUNTER,
      "preceptor_judge_late_groups_total",
      "groups",
      "judge",
      "groups whose deadline had passed when they were taken up",
      "If it rises, the judge is too slow.",
      Label.JUDGE),
  EVAL_VERSION(
      GAUGE,
      "preceptor_eval_policy_version",
      "version",
      "eval",
      "the version that was measured last; -1 before the first",
      "Rises by `eval_steps`."),
  EVAL_ANSWERED(
      GAUGE,
      "preceptor_eval_answered",
      "questions",
      "eval",
      "questions of the version under evaluation that have been answered, by all eval-services",
      "Rises to `preceptor_eval_questions` and begins again with the next version."),
  EVAL_QUESTIONS(
      GAUGE,
      "preceptor_eval_questions",
      "questions",
      "eval",
      "questions of an evaluation",
      "What `preceptor_eval_answered` rises to."),
  EVAL_RUNNING_ACCURACY(
      GAUGE,
      "preceptor_eval_running_accuracy",
      "ratio",
      "eval",
      "accuracy over the questions answered so far of the version under evaluation; NaN before the"
          + " first",
      "Read it with its interval: it moves until the evaluation ends."),
  EVAL_RUNNING_LOW(
      GAUGE,
      "preceptor_eval_running_accuracy_low",
      "ratio",
      "eval",
      "lower end of the 95 % interval (Wilson) of the running accuracy",
      "The accuracy over all questions lies above it 39 times in 40, if the rows are in no order."),
  EVAL_RUNNING_HIGH(
      GAUGE,
      "preceptor_eval_running_accuracy_high",
      "ratio",
      "eval",
      "upper end of that interval",
      "As the lower end.");

  /** Prometheus' types. */
  public enum Type {
    COUNTER,
    GAUGE,
    SUMMARY;

    /** Its name for Prometheus. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Type type;
  private final String unit;
  private final String services;
  private final MetricText text;
  private final List<Label> labels;

  ServiceMetric(
      Type type,
      String key,
      String unit,
      String services,
      String meaning,
      String reading,
      Label... labels) {
    this.type = type;
    this.unit = unit;
    this.services = services;
    this.labels = List.of(labels);
    text = new MetricText(key, meaning, reading);
  }

  /** Its key is the name that Prometheus sees, without {@code _sum} and {@code _count}. */
  @Override
  public MetricText text() {
    return text;
  }

  /** Prometheus' type. */
  public Type type() {
    return type;
  }

  /** What its values count. */
  public String unit() {
    return unit;
  }

  /** The services that report it: {@code all}, or their names without {@code -service}. */
  public String services() {
    return services;
  }

  /** Its labels, beside those of every metric. */
  public List<Label> labels() {
    return labels;
  }
}
