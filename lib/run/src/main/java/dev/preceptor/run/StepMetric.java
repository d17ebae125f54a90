package dev.preceptor.run;

import dev.preceptor.models.Metric;
import dev.preceptor.models.MetricText;
import dev.preceptor.schemas.History;

/**
 * What the learner reports of a step beside {@link dev.preceptor.models.training.TrainingMetric}:
 * rewards, judges, lengths, what was published, and where the time went. By TRL's names where it
 * has one.
 */
public enum StepMetric implements Metric {
  REWARD(
      "reward",
      "mean over responses of the weighted sum of rewards",
      "Should rise. It is noisy from step to step: compare means over a tenth of the run."),
  REWARD_STD(
      "reward_std",
      "mean over groups of the standard deviation of the rewards within a group",
      "Training learns from these differences. Near 0, the responses of a group are all equally"
          + " good."),
  FRAC_REWARD_ZERO_STD(
      "frac_reward_zero_std",
      "share of groups whose responses all have the same reward",
      "Such groups teach nothing. If it is near 1, the questions are too easy or too hard, or the"
          + " policy always gives the same response: change the data, `temperature` or"
          + " `num_generations`."),
  REWARD_MEAN(
      "rewards/NAME/mean",
      "mean of one reward, before its weight is applied, over the responses for which it could be"
          + " computed",
      "Shows which reward drives `reward`. One that rises while `accuracy` falls is being"
          + " exploited: read responses with `preceptor show`."),
  REWARD_SPREAD(
      "rewards/NAME/std",
      "standard deviation of one reward over those responses",
      "0 means that this reward is the same for all responses and could be left out."),
  REWARD_UNSCORABLE(
      "rewards/NAME/unscorable_ratio",
      "share of the trained groups' responses without this reward",
      "Should be 0. For the cause look at `judges/NAME/…`, or at a server's log. At 1 the run"
          + " trains without the reward."),
  REWARD_ZERO_STD(
      "rewards/NAME/zero_std_ratio",
      "share of groups in which this reward is the same for all responses; groups without it are"
          + " left out",
      "At 1 in every step this reward teaches nothing: the summary says so."),
  GROUPS_TRAINED(
      "groups/trained",
      "groups that could move the weights",
      "`prompts_per_step` if all goes well."),
  GROUPS_SKIPPED(
      "groups/skipped",
      "groups whose responses all have the same reward, where `beta` is 0: they move nothing",
      "See `frac_reward_zero_std`. Where `beta` is above 0, such groups count as trained, because"
          + " their KL divergence moves the weights."),
  GROUPS_FAILED(
      "groups/failed",
      "groups that could not be sampled or scored; `first_failure` beside it names the first with"
          + " its reason",
      "Should be 0. If all groups of a step fail, the step changes nothing."),
  JUDGE_LATE(
      "judges/NAME/late",
      "groups for which the judge's verdicts came after the deadline",
      "Should be 0. Add judge workers, or raise `judge_deadline_seconds`."),
  JUDGE_UNSCORABLE(
      "judges/NAME/unscorable",
      "responses that the judge could not judge, although it answered in time",
      "Should be 0. `preceptor show RUN GROUP` has each reason."),
  JUDGE_LATENCY(
      "judges/NAME/latency",
      "mean seconds that the judge took for a group",
      "Should be far below `judge_deadline_seconds`. Multiplied by the groups of a step and"
          + " divided by the judge's workers, it should stay below `step_time`."),
  MEAN_LENGTH(
      "completions/mean_length",
      "mean tokens of a response",
      "A slow change is normal. Fast growth towards `max_completion_length` without more accuracy"
          + " means that length itself is rewarded."),
  MIN_LENGTH(
      "completions/min_length",
      "fewest tokens of a response",
      "A value of a few tokens means an empty answer."),
  MAX_LENGTH(
      "completions/max_length",
      "most tokens of a response",
      "If it is `max_completion_length` in every step, look at `completions/clipped_ratio`."),
  CLIPPED_RATIO(
      "completions/clipped_ratio",
      "share of responses cut at `max_completion_length`",
      "Above a few percent, raise `max_completion_length`: cut responses have no answer."),
  MEAN_TERMINATED_LENGTH(
      "completions/mean_terminated_length",
      "mean tokens of the responses that were not cut",
      "Compare it with `completions/mean_length`, which includes cut responses."),
  MIN_TERMINATED_LENGTH(
      "completions/min_terminated_length",
      "fewest tokens of those; 0 if all were cut",
      "As `completions/min_length`."),
  MAX_TERMINATED_LENGTH(
      "completions/max_terminated_length",
      "most tokens of those; 0 if all were cut",
      "Near `max_completion_length`, some responses are about to be cut."),
  REPETITION(
      "completions/repetition",
      "share of a response's sequences of four tokens that it has had before, mean over responses",
      "Near 0 for short texts; lists of choices repeat a little. Growth means that responses are"
          + " padded, or stuck in a loop."),
  STALENESS(
      "staleness",
      "mean number of steps by which the sampling policy was older than the learning one",
      "At most the recipe's `staleness`; less only in the first steps."),
  NUM_TOKENS(
      "num_tokens",
      "tokens trained on since the run began, counted as TRL does: the prompt once for every"
          + " response",
      "Use it as the x-axis to plot over tokens instead of steps."),
  POLICY_BYTES(
      "policy/bytes",
      "bytes of this version's records in the policy topic",
      "A delta is about one percent of a whole version at a learning rate of 1e-6."),
  POLICY_SHARE_OF_FULL(
      "policy/share_of_full",
      "those bytes as a share of the whole weights",
      "1 at an anchor. A delta of more than 0.5 is published whole instead."),
  POLICY_DENSITY(
      "policy/density",
      "share of weights whose published bits changed in this step",
      "Follows the learning rate. 0 means that the step changed nothing that is published."),
  POLICY_CHANGED(
      "policy/changed",
      "1 if the step changed a weight that is published, else 0",
      "0 in a step that trained on nothing, or with a learning rate of 0 (the first step of a"
          + " warm-up), or with changes below the precision of `policy_dtype`."),
  FIRST_STEP(
      History.FIRST_STEP,
      "first step whose groups the log keeps; present with `history_steps`",
      "Groups of earlier steps are deleted, and the audit counts them as expired."),
  SENTINEL_STOPPED(
      "sentinel/stopped",
      "1 in the record of the step after which the sentinel ended the run (`sentinel: stop`);"
          + " otherwise missing",
      "`preceptor status` has the alarm. To go on, resume with `--set sentinel=warn`."),
  STEP_TIME(
      "step_time",
      "seconds from one step to the next: waiting, learning and publishing",
      "The speed of the run."),
  TIME_WAITING(
      "time/waiting",
      "seconds that the learner waited for the step's groups with nothing to learn from, including"
          + " the last commit",
      "With `staleness: 0` it contains sampling. If it dominates, add rollout workers or raise"
          + " `staleness`."),
  TIME_COMMITTING(
      "time/committing",
      "seconds that the transaction of the previous step took; part of `time/waiting`",
      "Grows with the weights and with a slow broker or disk."),
  TIME_LEARNING(
      "time/learning",
      "seconds of forward, backward and optimizer",
      "If it dominates, give the learner more threads or a GPU."),
  TIME_OVERLAPPED(
      "time/overlapped",
      "the part of `time/learning` in which the step's other sampling units were still decoded",
      "0 where a step is one sampling unit: `sampling_unit` below `prompts_per_step` lets learning"
          + " begin earlier."),
  TIME_PUBLISHING(
      "time/publishing",
      "seconds to copy, hash and encode the new weights",
      "A few percent of a step is normal."),
  TIME_SAMPLING(
      "time/sampling",
      "seconds of decoding, summed over all workers",
      "May exceed `step_time` with several workers. If it dominates, add workers.");

  private final MetricText text;

  StepMetric(String key, String meaning, String reading) {
    text = new MetricText(key, meaning, reading);
  }

  @Override
  public MetricText text() {
    return text;
  }
}
