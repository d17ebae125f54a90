// Which metrics are drawn together, and how to read them. The names are those of docs/reference/metrics.md.

export interface ChartPlan {
  title: string;
  help: string;
  /** Metrics; `*` stands for any name. */
  metrics: string[];
  /** How the numbers of a chart are made of the metrics; as they are without it. */
  kind?: 'stack' | 'rate';
  log?: boolean;
}

export const PLANS: ChartPlan[] = [
  {
    title: 'Reward',
    help: 'Mean over responses of the weighted sum. Should rise; noisy from step to step.',
    metrics: ['reward'],
  },
  {
    title: 'Criteria',
    help: 'Mean of each reward before its weight. One that rises while accuracy falls is being exploited: read groups.',
    metrics: ['rewards/*/mean'],
  },
  {
    title: 'KL',
    help: 'Divergence from the initial policy, nats. Grows slowly; a jump means that the policy moved far.',
    metrics: ['kl'],
  },
  {
    title: 'Entropy',
    help: 'Of the next token, nats. Near 0 the responses of a group are alike and nothing more is learned.',
    metrics: ['entropy'],
  },
  {
    title: 'Response length',
    help: 'Tokens: shortest, mean, longest. Growth without more accuracy means that length itself is rewarded.',
    metrics: ['completions/min_length', 'completions/mean_length', 'completions/max_length'],
  },
  {
    title: 'Cut responses',
    help: 'Share of responses cut at max_completion_length. Above a few percent, raise that.',
    metrics: ['completions/clipped_ratio'],
  },
  {
    title: 'Clip ratio',
    help: 'Share of tokens whose importance ratio is clipped. 0 without staleness; a few percent with it.',
    metrics: ['clip_ratio/low_mean', 'clip_ratio/high_mean', 'clip_ratio/region_mean'],
  },
  {
    title: 'Reward spread',
    help: 'Deviation of the rewards within a group, and the share of groups without any: those teach nothing.',
    metrics: ['reward_std', 'frac_reward_zero_std'],
  },
  {
    title: 'Gradient norm',
    help: 'Before clipping to max_grad_norm. Steady is good; 0 means equal rewards within every group.',
    metrics: ['grad_norm'],
  },
  { title: 'Learning rate', help: 'Follows lr_scheduler_type and warmup_steps.', metrics: ['learning_rate'] },
  { title: 'Loss', help: 'Stays near 0 in reinforcement learning and shows no progress: look at the reward.', metrics: ['loss'] },
  {
    title: 'Tokens per second',
    help: 'Tokens trained on, counted as TRL does: the prompt once for every response.',
    metrics: ['num_tokens'],
    kind: 'rate',
  },
  {
    title: 'Where a step’s time goes',
    help: 'Seconds, stacked: committing, waiting for groups, learning, publishing.',
    metrics: ['time/committing', 'time/waiting', 'time/learning', 'time/publishing'],
    kind: 'stack',
  },
  {
    title: 'Sampling time',
    help: 'Seconds of decoding, summed over workers; may exceed the step’s time.',
    metrics: ['time/sampling', 'step_time'],
  },
  { title: 'Judge latency', help: 'Mean seconds a group. Keep it far below judge_deadline_seconds.', metrics: ['judges/*/latency'] },
  { title: 'Judges late or unable', help: 'Groups after the deadline, and responses not judged. Both should be 0.', metrics: ['judges/*/late', 'judges/*/unscorable'] },
  { title: 'Groups', help: 'Trained, skipped (they move nothing) and failed, a step.', metrics: ['groups/trained', 'groups/skipped', 'groups/failed'] },
  { title: 'Policy bytes', help: 'Bytes of each version in the log. Anchors are whole, the rest are differences.', metrics: ['policy/bytes'] },
  { title: 'Sampler against learner', help: 'Difference of log-probabilities, nats. About 1e-6 on a CPU without staleness.', metrics: ['sampling/sampling_logp_difference/mean'], },
  { title: 'Staleness', help: 'Steps by which the sampling policy was older than the learning one.', metrics: ['staleness'] },
];

function pattern(metric: string): RegExp {
  return new RegExp('^' + metric.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+') + '$');
}

/** The plans that a run has metrics for, with those metrics; the rest of its metrics one by one. */
export function plans(known: string[]): { main: ChartPlan[]; rest: ChartPlan[] } {
  const used = new Set<string>();
  const main = PLANS.map((plan) => {
    const metrics = plan.metrics.flatMap((metric) => known.filter((name) => pattern(metric).test(name)));
    metrics.forEach((name) => used.add(name));
    return { ...plan, metrics };
  }).filter((plan) => plan.metrics.length > 0);
  const rest = known
    .filter((name) => !used.has(name))
    .map((name) => ({ title: name, help: '', metrics: [name] }));
  return { main, rest };
}
